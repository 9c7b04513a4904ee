"""Courses with their lessons, and what people learned of them."""

from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.models import Question
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion

__all__ = [
    "BatchVersion",
    "CheckAnswer",
    "Course",
    "CourseDraft",
    "CourseVersion",
    "DraftLesson",
    "DraftQuestion",
    "Lesson",
    "LessonProgress",
    "Module",
    "Picture",
    "Question",
]

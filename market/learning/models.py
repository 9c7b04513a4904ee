"""Courses with their lessons, and what people learned of them."""

from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.lesson_questions.models import LessonAnswer, LessonQuestion
from market.learning.notes.models import LessonNote
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.models import Question

__all__ = [
    "BatchVersion",
    "CheckAnswer",
    "Course",
    "CourseVersion",
    "Lesson",
    "LessonAnswer",
    "LessonNote",
    "LessonProgress",
    "LessonQuestion",
    "Module",
    "Picture",
    "Question",
]

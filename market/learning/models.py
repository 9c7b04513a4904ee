"""Courses with their lessons, and what people learned of them."""

from market.learning.bank.models import QuestionSet
from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.models import Question

__all__ = [
    "BatchVersion",
    "CheckAnswer",
    "Course",
    "CourseVersion",
    "Lesson",
    "LessonProgress",
    "Module",
    "Picture",
    "Question",
    "QuestionSet",
]

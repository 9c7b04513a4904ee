"""Courses with their lessons, and what people learned of them."""

from market.learning.badges.models import ExamBadge
from market.learning.bank.models import QuestionSet
from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.exams.models import Exam, ExtraTime, PaperRule
from market.learning.lesson_questions.models import LessonAnswer, LessonQuestion
from market.learning.marking.models import AnswerFile, Remark, SittingMark
from market.learning.media.models import Rendition, Video, VideoCaptions, VideoProgress
from market.learning.notes.models import LessonNote
from market.learning.progress.models import CheckAnswer, LessonProgress
from market.learning.questions.models import Question
from market.learning.sittings.models import Interruption, Sitting, SittingAnswer, SittingDevice
from market.learning.vivas.models import Viva
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion

__all__ = [
    "AnswerFile",
    "BatchVersion",
    "CheckAnswer",
    "Course",
    "CourseDraft",
    "CourseVersion",
    "DraftLesson",
    "DraftQuestion",
    "Exam",
    "ExamBadge",
    "ExtraTime",
    "Interruption",
    "Lesson",
    "LessonAnswer",
    "LessonNote",
    "LessonProgress",
    "LessonQuestion",
    "Module",
    "PaperRule",
    "Picture",
    "Question",
    "QuestionSet",
    "Remark",
    "Rendition",
    "Sitting",
    "SittingAnswer",
    "SittingDevice",
    "SittingMark",
    "Viva",
    "Video",
    "VideoCaptions",
    "VideoProgress",
]

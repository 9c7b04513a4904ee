"""What of learning is a user's."""

from django.db.models import JSONField, Value

from market.accounts.privacy.registry import register
from market.learning.models import (
    AnswerFile,
    CheckAnswer,
    CourseVersion,
    Exam,
    ExtraTime,
    Interruption,
    LessonProgress,
    Remark,
    Sitting,
    SittingAnswer,
    SittingDevice,
    SittingMark,
)

register(LessonProgress, of="user", delete=True)
register(CheckAnswer, of="user", delete=True)
register(CourseVersion, of="written_by", in_export=False)
register(CourseVersion, of="reviewed_by", in_export=False)
NOTHING = Value(None, JSONField())  # null in JSON: a question that was left open
# Of exams the numbers stay, as those of projects do; what the trainee wrote goes, and which devices it was.
register(Exam, of="created_by", in_export=False)
register(Exam, of="released_by", in_export=False)
register(ExtraTime, of="user", blank={"reason": ""})
register(Sitting, of="user", secret=["seed"])
register(SittingDevice, of="sitting__user", in_export=False)
register(SittingAnswer, of="sitting__user", blank={"answer": NOTHING})
register(AnswerFile, of="answer__sitting__user", delete=True, in_export=False)
register(Interruption, of="sitting__user", blank={"report": "", "answer": ""})
register(SittingMark, of="sitting__user", blank={"reason": ""}, in_export=False)
register(Remark, of="sitting__user", blank={"reason": "", "answer": ""})

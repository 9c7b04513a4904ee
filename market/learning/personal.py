"""What of learning is a user's."""

from django.db.models import JSONField, Value

from market.accounts.privacy.registry import register
from market.learning.models import (
    AnswerFile,
    CheckAnswer,
    CourseDraft,
    CourseVersion,
    Exam,
    ExamBadge,
    ExtraTime,
    Interruption,
    LessonAnswer,
    LessonNote,
    LessonProgress,
    LessonQuestion,
    Question,
    QuestionSet,
    Remark,
    Sitting,
    SittingAnswer,
    SittingDevice,
    SittingMark,
    Video,
    VideoCaptions,
    VideoProgress,
    Viva,
)

register(LessonProgress, of="user", delete=True)
register(CheckAnswer, of="user", delete=True)
register(LessonNote, of="user", delete=True)
register(VideoProgress, of="user", delete=True)
register(Video, of="uploaded_by", in_export=False)
register(VideoCaptions, of="saved_by", in_export=False)
register(LessonQuestion, of="written_by", scrub=["text"])
register(LessonQuestion, of="hidden_by", scrub=["hidden_because"], in_export=False)
register(LessonAnswer, of="written_by", scrub=["text"])
register(LessonAnswer, of="hidden_by", scrub=["hidden_because"], in_export=False)
register(CourseVersion, of="written_by", in_export=False)
register(CourseVersion, of="reviewed_by", in_export=False)
NOTHING = Value(None, JSONField())  # null in JSON: a question that was left open
# Of exams the numbers stay, as those of projects do; what the trainee wrote goes, and which devices it was.
register(Exam, of="created_by", in_export=False)
register(Exam, of="released_by", in_export=False)
register(ExtraTime, of="user", blank={"reason": ""})
register(Sitting, of="user", secret=["seed", "needs_second_marks"])
register(ExamBadge, of="sitting__user", blank={"name": ""}, secret=["salt", "identity_hash"])
register(SittingDevice, of="sitting__user", in_export=False)
register(SittingAnswer, of="sitting__user", blank={"answer": NOTHING})
register(AnswerFile, of="answer__sitting__user", delete=True, in_export=False)
register(Interruption, of="sitting__user", blank={"report": "", "answer": ""})
register(SittingMark, of="sitting__user", blank={"reason": ""}, in_export=False)
register(Remark, of="sitting__user", blank={"reason": "", "answer": ""})
register(Viva, of="sitting__user", blank={"reason": "", "place": "", "answer": ""})
register(CourseDraft, of="written_by", delete=True, in_export=False)
for model in (Question, QuestionSet):
    register(model, of="author", in_export=False)
    register(model, of="reviewer", in_export=False)

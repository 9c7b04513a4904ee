"""What of learning is a user's."""

from market.accounts.privacy.registry import register
from market.learning.models import CheckAnswer, CourseVersion, LessonAnswer, LessonNote, LessonProgress, LessonQuestion

register(LessonProgress, of="user", delete=True)
register(CheckAnswer, of="user", delete=True)
register(LessonNote, of="user", delete=True)
register(LessonQuestion, of="written_by", scrub=["text"])
register(LessonQuestion, of="hidden_by", scrub=["hidden_because"], in_export=False)
register(LessonAnswer, of="written_by", scrub=["text"])
register(LessonAnswer, of="hidden_by", scrub=["hidden_because"], in_export=False)
register(CourseVersion, of="written_by", in_export=False)
register(CourseVersion, of="reviewed_by", in_export=False)

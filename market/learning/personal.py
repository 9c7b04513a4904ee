"""What of learning is a user's."""

from market.accounts.privacy.registry import register
from market.learning.models import CheckAnswer, CourseVersion, LessonProgress, Question, QuestionSet

register(LessonProgress, of="user", delete=True)
register(CheckAnswer, of="user", delete=True)
register(CourseVersion, of="written_by", in_export=False)
register(CourseVersion, of="reviewed_by", in_export=False)
for model in (Question, QuestionSet):
    register(model, of="author", in_export=False)
    register(model, of="reviewer", in_export=False)

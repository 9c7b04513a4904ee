"""What of learning is a user's."""

from market.accounts.privacy.registry import register
from market.learning.models import CheckAnswer, CourseDraft, CourseVersion, LessonProgress

register(LessonProgress, of="user", delete=True)
register(CheckAnswer, of="user", delete=True)
register(CourseVersion, of="written_by", in_export=False)
register(CourseVersion, of="reviewed_by", in_export=False)
register(CourseDraft, of="written_by", delete=True, in_export=False)

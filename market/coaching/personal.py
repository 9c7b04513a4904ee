"""What of support is a user's."""

from market.accounts.privacy.registry import register
from market.coaching.models import Support, SupportAnswer

register(Support, of="enrolment__trainee", in_export=False)
register(SupportAnswer, of="by", in_export=False)

"""What of support and coaching is a user's."""

from market.accounts.models import User
from market.accounts.privacy.registry import on_close, register
from market.coaching.mentoring.actions import end_all_of
from market.coaching.models import BidReview, Coaching, Consent, Support, SupportAnswer

register(Support, of="enrolment__trainee", in_export=False)
register(SupportAnswer, of="by", in_export=False)
register(Coaching, of="freelancer")
register(Coaching, of="coach", in_export=False)
register(Consent, of="coaching__freelancer")
# A bid that was not sent is the freelancer's alone, with what the coach said of it.
register(BidReview, of="coaching__freelancer", delete=True)
register(BidReview, of="coaching__coach", scrub=["comment", "price_comment"], in_export=False)


@on_close
def end_coaching(user: User) -> None:
    """Coaching ends with either account."""
    end_all_of(user, Coaching.End.ACCOUNT)

"""Deadlines of disputes."""

from django.db.models import QuerySet

from market.core.base.row_deadlines import row_deadline
from market.disputes.claims.deadline_actions import end_dispute_step, look_after_dispute
from market.disputes.claims.offer_actions import expire_offer
from market.disputes.models import Dispute, Offer


def _running() -> QuerySet[Dispute]:
    """Those whose clock runs: it stands while the client's bank looks at the payment."""
    return Dispute.objects.open().filter(milestone__frozen_at=None)


@row_deadline(_running, "due_at")
def end_dispute_steps(dispute_id: int) -> None:
    """Steps of disputes whose time is over."""
    end_dispute_step(dispute_id=dispute_id)


@row_deadline(_running, "look_at")
def look_after_disputes(dispute_id: int) -> None:
    """Disputes whose answer is due soon, or whose moderator may be gone."""
    look_after_dispute(dispute_id=dispute_id)


@row_deadline(lambda: Offer.objects.filter(state=Offer.State.OPEN, dispute__milestone__frozen_at=None), "expires_at")
def expire_offers(offer_id: int) -> None:
    """Offers to settle that nobody answered."""
    expire_offer(offer_id=offer_id)

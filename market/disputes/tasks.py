"""The clocks of disputes."""

from django.db.models import QuerySet

from market.core.base import clock
from market.disputes.claims.deadline_actions import end_dispute_step, look_after_dispute
from market.disputes.claims.offer_actions import expire_offer
from market.disputes.models import Dispute, Offer


def _running() -> QuerySet[Dispute]:
    """Those whose clock runs: it stands while the client's bank looks at the payment."""
    return Dispute.objects.open().filter(milestone__frozen_at=None)


def _offered() -> QuerySet[Offer]:
    return Offer.objects.filter(state=Offer.State.OPEN, dispute__milestone__frozen_at=None)


@clock.deadline(next_due=clock.NextDue(_running, "due_at"))
def end_dispute_steps() -> None:
    """Steps of disputes whose time is over."""
    due = _running().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: end_dispute_step(dispute_id=pk))


@clock.deadline(next_due=clock.NextDue(_running, "look_at"))
def look_after_disputes() -> None:
    """Disputes whose answer is due soon, or whose moderator may be gone."""
    due = _running().filter(look_at__lte=clock.now()).order_by("look_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: look_after_dispute(dispute_id=pk))


@clock.deadline(next_due=clock.NextDue(_offered, "expires_at"))
def expire_offers() -> None:
    """Offers to settle that nobody answered."""
    due = _offered().filter(expires_at__lte=clock.now()).order_by("expires_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: expire_offer(offer_id=pk))

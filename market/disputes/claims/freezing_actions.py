"""Pause a dispute while a chargeback is open; close it if the money is lost."""

from datetime import datetime, timedelta

from market.contracts.models import Milestone
from market.core.base import clock
from market.disputes.closing_actions import end_by_bank
from market.disputes.models import Dispute
from market.training.district_outages.moving_actions import move_along, stood_still

KIND = "dispute.due_at"  # the deadline that outages of a district move


def extend_after_freeze(milestone: Milestone, by: timedelta) -> None:
    """The chargeback is over: what waited for it ends so much later, with what outages moved it by; hours that both
    took count once."""
    was, now = Dispute.objects.open().filter(milestone=milestone, due_at__isnull=False).first(), clock.now()
    since = now - by
    if was is not None and was.due_at is not None:
        by = stood_still(KIND, was.pk, was.due_at, since, now)
    extend_deadlines(milestone, by)
    if was is not None and was.due_at is not None:
        due: datetime = Dispute.objects.values_list("due_at", flat=True).get(pk=was.pk)  # type: ignore[assignment]  # it runs
        move_along(KIND, was.pk, due, due - was.due_at, still=(since, now) if was.due_at > since else None)


def extend_deadlines(milestone: Milestone, by: timedelta) -> None:
    """The step, and what is offered, end so much later; the last day of holding stays."""
    dispute = Dispute.objects.select_for_update(no_key=True).open().filter(milestone=milestone).first()
    if dispute is None or dispute.due_at is None:
        return
    due, last = dispute.due_at + by, milestone.last_day_at
    dispute.due_at = min(due, last) if last else due
    dispute.look_at = min(dispute.look_at + by, dispute.due_at) if dispute.look_at else None
    if dispute.correctable_until is not None:
        dispute.correctable_until = min(dispute.correctable_until + by, dispute.due_at)
    dispute.save(update_fields=["due_at", "look_at", "correctable_until"])
    for offer in dispute.offers.filter(state="open"):
        offer.expires_at = min(offer.expires_at + by, dispute.due_at)
        offer.save(update_fields=["expires_at"])


def end_after_chargeback(milestone: Milestone) -> None:
    """Of what was in dispute the bank took all, or a part: what is left is in dispute still."""
    dispute = Dispute.objects.select_for_update(no_key=True).open().filter(milestone=milestone).first()
    if dispute is not None:
        dispute.milestone = milestone
        end_by_bank(dispute, at=clock.now())

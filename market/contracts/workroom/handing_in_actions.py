"""Making a delivery of a milestone, for the actions that deliver and replace."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Delivery, Milestone, Proposal
from market.contracts.proposals.events import ContractExtensionLapsed
from market.contracts.workroom import transitions
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.files.access import attachable

if TYPE_CHECKING:
    from market.accounts.models import User


DELIVERED = ["state", "submitted_at", "changes_due_at", "review_due_at", "review_notice_at", "refund_refused_at"]


class NothingDelivered(Invalid):
    help = "delivering#deliver"
    code = "nothing_delivered"
    sentence = _("Write what you deliver, or add a file.")


def hand_in(
    milestone: Milestone, *, by: "User", note: str, file_ids: Sequence[str], replaceable_until: datetime | None = None
) -> datetime:
    """Make a delivery of a locked milestone and begin the client's review, within the action. Returns when it ends.

    `replaceable_until` is that of the delivery that it replaces; a new one can be replaced for some hours.
    Raises NothingDelivered, Invalid for files of other users.
    """
    uploads = attachable(by, file_ids)
    if not note.strip() and not uploads:
        raise NothingDelivered.at("note")
    instant = clock.now()
    transitions.end_cancel_notice(milestone)
    _lapse_extensions(milestone, at=instant)
    delivery = Delivery.objects.create(
        milestone=milestone,
        number=milestone.deliveries.current().count() + 1,
        note=note,
        submitted_at=instant,
        replaceable_until=replaceable_until or instant + timedelta(hours=settings.LIFECYCLE.delivery_replace_hours),
    )
    if uploads:
        delivery.files.set(uploads)
    milestone.state, milestone.submitted_at = Milestone.State.SUBMITTED, instant
    due = instant + timedelta(days=settings.LIFECYCLE.review_silence_days)
    transitions.set_review(milestone, due, at=instant)
    milestone.refund_refused_at = milestone.changes_due_at = None
    milestone.save(update_fields=DELIVERED)
    return due


def _lapse_extensions(milestone: Milestone, *, at: datetime) -> None:
    """What was delivered needs no more time: requests for it lapse, and stand in the log. Nobody is notified."""
    waiting = milestone.proposals.filter(kind=Proposal.Kind.EXTENSION, state=Proposal.State.OPEN)
    if waiting.update(state=Proposal.State.LAPSED, decided_at=at):
        emit(ContractExtensionLapsed(), on=milestone, by=None)

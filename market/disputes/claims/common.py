"""How an action takes hold of a dispute, and what every action may refuse."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.actions import TimeIsUp, locked_milestone
from market.core.base import clock
from market.core.base.db import fetch, lock
from market.core.base.errors import DomainError, NotAllowed
from market.disputes.models import Dispute

if TYPE_CHECKING:
    from market.accounts.models import User

State = Dispute.State


class NotAParty(NotAllowed):
    help = "disputes#who"
    code = "not_a_party"
    sentence = _("Only the two sides of the contract can do this.")


class NotYourTurn(NotAllowed):
    help = "disputes#who"
    code = "not_your_turn"
    sentence = _("The other side answers this, not you.")


class DisputeNotReady(DomainError):
    help = "disputes#ladder"
    code = "dispute_wrong_state"
    sentence = _("This cannot be done with the dispute now: it is “%(state)s”.")


def locked_dispute(dispute_id: int) -> Dispute:
    """Anybody's dispute, locked after its contract and its milestone. Raises NotFound."""
    milestone = locked_milestone(fetch(Dispute.objects.all(), dispute_id).milestone_id)
    dispute = lock(Dispute.objects.select_related("opened_by", "moderator"), dispute_id)
    dispute.milestone = milestone
    return dispute


def seen_dispute(by: "User", dispute_id: int) -> Dispute:
    """One that the person may see, locked likewise. Raises NotFound."""
    return locked_dispute(fetch(Dispute.objects.visible_to(by), dispute_id).pk)


def party_dispute(by: "User", dispute_id: int, *states: str) -> Dispute:
    """One that the user is a party of, in one of the states. Raises NotFound, NotAParty, DisputeNotReady, TimeIsUp."""
    dispute = seen_dispute(by, dispute_id)
    if by.pk not in (dispute.contract.client_id, dispute.contract.freelancer_id):
        raise NotAParty
    require_dispute_state(dispute, *states)
    return dispute


def require_dispute_state(dispute: Dispute, *states: str) -> None:
    """Raises DisputeNotReady unless it is in one of the states, TimeIsUp where its clock has ended that state.

    A deadline processed late has the same effect.
    """
    if dispute.state not in states:
        raise DisputeNotReady(state=dispute.get_state_display())
    if dispute.due_at is not None and dispute.due_at <= clock.now() and not dispute.milestone.is_frozen:
        raise TimeIsUp


def reminder_at(due: datetime, *, at: datetime) -> datetime:
    """When who is to answer by then is reminded: some days before that time is over, but not before half of it."""
    return max(due - timedelta(days=settings.LIFECYCLE.deadline_warning_days), at + (due - at) / 2)


def enter_state(dispute: Dispute, state: str, *, lasts: timedelta, at: datetime) -> datetime:
    """It enters a state that ends by itself after a time, at the latest on the last day of holding.

    Returns that instant. Saves nothing: the caller does, with all that it changes.
    """
    dispute.state = state
    due = at + lasts
    last = dispute.milestone.last_day_at
    dispute.due_at = due = min(due, last) if last else due
    return due

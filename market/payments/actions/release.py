"""Held money that is let go to the freelancer. A move of the books alone: no network, so it cannot half happen."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.contracts import moves
from market.contracts.actions.milestones import NotTheClient, locked_milestone, require, visible_milestone
from market.contracts.actions.telling import tell
from market.contracts.models import Milestone
from market.core import clock
from market.core.audit import audit
from market.core.db import atomic, lock
from market.core.errors import Invalid
from market.core.money import Money, rounded, total
from market.notifications.actions import notify
from market.payments import ledger
from market.payments.models import Release
from market.payments.queries import paid_funding
from market.profiles.models import ClientProfile

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State


class MoreThanHeld(Invalid):
    code = "more_than_held"
    sentence = _("Release more than nothing, and not more than is held: %(held)s.")


@atomic
def approve_milestone(*, by: "User", milestone_id: int) -> Milestone:
    """Approve what was delivered: all that is held is released. Also possible while a refund is asked for.

    Raises NotFound, NotTheClient, MilestoneNotReady.
    """
    milestone = _clients(by, milestone_id)
    require(milestone, State.SUBMITTED, State.REFUND_REQUESTED)
    release_held(milestone, Release.Reason.APPROVED, by=by)
    return milestone


@atomic
def release_part(*, by: "User", milestone_id: int, amount: Money) -> Milestone:
    """Let a part of what is held go; the rest stays held. Letting the last part go ends the milestone.

    Raises NotFound, NotTheClient, MilestoneNotReady, MoreThanHeld.
    """
    milestone = _clients(by, milestone_id)
    require(milestone, State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)
    if amount.currency != milestone.held.currency or not 0 < amount.amount <= milestone.held_value:
        refusal = MoreThanHeld(held=milestone.held)
        raise MoreThanHeld(errors={"amount": [str(refusal)]}, held=milestone.held)
    _release(milestone, amount.amount, Release.Reason.PART, by=by, at=clock.now())
    return milestone


def _clients(by: "User", milestone_id: int) -> Milestone:
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    return milestone


@atomic
def release_by_silence(*, milestone_id: int) -> None:
    """The client said nothing for the days of review: that is approval. Does nothing before its time."""
    milestone = locked_milestone(milestone_id)
    due = milestone.review_due_at
    if milestone.state == State.SUBMITTED and due is not None and due <= clock.now():
        release_held(milestone, Release.Reason.SILENCE, by=None, at=due)


@atomic
def warn_idle(*, milestone_id: int) -> None:
    """Funded, and nothing was delivered for so long: both are told when the money goes back. Once."""
    milestone = locked_milestone(milestone_id)
    due = milestone.idle_notice_at
    if due is None or due > clock.now():
        return
    milestone.idle_notice_at = None
    milestone.save(update_fields=["idle_notice_at"])
    if milestone.state == State.FUNDED:
        tell(milestone, "milestone.idle", by=None, due=milestone.idle_refund_at, amount=milestone.held)


def release_held(
    milestone: Milestone, reason: Release.Reason, *, by: "User | None", at: datetime | None = None
) -> Release:
    """Let all that is held go, in the running transaction with the milestone locked.

    `at` is the instant from which it counts: a clock that is late gives the instant at which it was due.
    """
    return _release(milestone, milestone.held_value, reason, by=by, at=at or clock.now())


def _release(
    milestone: Milestone, amount: Decimal, reason: Release.Reason, *, by: "User | None", at: datetime
) -> Release:
    release = Release.objects.create(
        milestone=milestone,
        freelancer_id=milestone.contract.freelancer_id,
        amount_value=amount,
        fee_value=fee_due(milestone, amount),
        currency=milestone.currency,
        reason=reason,
        released_at=at,
        clears_at=at + timedelta(days=settings.LIFECYCLE.clearing_days),
    )
    ledger.post_release(release)
    milestone.held_value -= amount
    milestone.released_value += amount
    milestone.save(update_fields=["held_value", "released_value"])
    if milestone.currency == "USD":
        ClientProfile.objects.filter(user=milestone.contract.client_id).update(paid_usd=F("paid_usd") + amount)
    code = "milestone.part_released"
    if not milestone.held_value:
        moves.mark_released(milestone, at=at)
        code = f"milestone.released_{reason}" if reason != Release.Reason.PART else "milestone.released_approved"
    tell(milestone, code, by=by, amount=release.amount, due=release.clears_at, rest=milestone.held)
    return release


def fee_due(milestone: Milestone, amount: Decimal) -> Decimal:
    """The fee that releasing `amount` earns: round(rate * released in all) - taken so far; the last takes the rest."""
    funding = paid_funding(milestone)
    taken = total([fee for (fee,) in milestone.releases.values_list("fee_value")])
    left = funding.fee_value - taken
    if amount == milestone.held_value:
        return left
    due = rounded(milestone.contract.fee_rate * (milestone.released_value + amount)) - taken
    return min(due, left)


@atomic
def clear_release(*, release_id: int) -> None:
    """The clearing days of a released part are over: it can be paid out. Does nothing before its time, or twice."""
    release = lock(Release.objects.select_related("freelancer", "milestone"), release_id)
    if release.state != Release.State.CLEARING or release.clears_at > clock.now():
        return
    release.state = Release.State.PAYABLE
    release.save(update_fields=["state"])
    ledger.post_clearing(release)
    audit("release.cleared", by=None, on=release, amount=release.amount)
    notify(release.freelancer, "release.payable", on=release, amount=release.amount, title=release.milestone.title)

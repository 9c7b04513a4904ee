"""Releasing held money to the freelancer. Only ledger postings, no network: it happens completely or not at all."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.contracts.reminders.terms import idle_notice_at
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import NotTheClient, locked_milestone, require_state, visible_milestone
from market.contracts.workroom.amounts import require_currency
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.money import Money, rounded
from market.core.base.payloads import Written
from market.payments.debts.actions import pay_debts
from market.payments.documents.release_documents import issue_for_release
from market.payments.funding.queries import fee_left
from market.payments.ledger import postings
from market.payments.models import Release
from market.payments.refunds.events import MilestoneIdle
from market.payments.releases.events import RELEASED, ReleaseCleared, ReleasePayable
from market.profiles.models import ClientProfile

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State


class MoreThanHeld(Invalid):
    help = "delivering#approve"
    code = "more_than_held"
    sentence = _("Release more than nothing, and not more than is held: %(held)s.")


class HoldFrozen(DomainError):
    help = "chargebacks#frozen"
    code = "hold_frozen"
    sentence = _(
        "The client's bank looks at this payment, so the money is frozen: nothing moves until the bank has decided."
    )


def refuse_frozen(milestone: Milestone) -> None:
    """Raise HoldFrozen during a chargeback. Every action that moves held money calls this."""
    if milestone.is_frozen:
        raise HoldFrozen


@atomic
def approve_milestone(*, by: "User", milestone_id: int) -> Milestone:
    """Approve what was delivered: all that is held is released. Also possible while a refund is asked for.

    Raises NotFound, NotTheClient, MilestoneNotReady.
    """
    milestone = _milestone_of_client(by, milestone_id)
    require_state(milestone, State.SUBMITTED, State.REFUND_REQUESTED)
    release_held(milestone, Release.Reason.APPROVED, by=by)
    return milestone


@atomic
def release_part(*, by: "User", milestone_id: int, amount: Money) -> Milestone:
    """Release a part of what is held; the rest stays held. Releasing the last part ends the milestone.

    Raises NotFound, NotTheClient, MilestoneNotReady, WrongCurrency, MoreThanHeld.
    """
    milestone = _milestone_of_client(by, milestone_id)
    require_state(milestone, State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)
    require_currency(amount, milestone.currency)
    if not 0 < amount.amount <= milestone.held_value:
        raise MoreThanHeld.at("amount", held=milestone.held)
    _release(milestone, amount.amount, Release.Reason.PART, by=by, at=clock.now())
    return milestone


def _milestone_of_client(by: "User", milestone_id: int) -> Milestone:
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    return milestone


@atomic
def release_by_silence(*, milestone_id: int) -> None:
    """The client did not answer within the review days: that is approval. Does nothing before the deadline."""
    milestone = locked_milestone(milestone_id)
    due = milestone.review_due_at
    if milestone.state == State.SUBMITTED and due is not None and due <= clock.now() and not milestone.is_frozen:
        release_held(milestone, Release.Reason.SILENCE, by=None, at=due)


@atomic
def warn_idle(*, milestone_id: int) -> None:
    """Funded, and nothing was delivered for long: notify both sides, twice, when the money will be refunded."""
    milestone = locked_milestone(milestone_id)
    notice, due, now = milestone.idle_notice_at, milestone.idle_refund_at, clock.now()
    if notice is None or notice > now or milestone.is_frozen:
        return
    milestone.idle_notice_at = idle_notice_at(milestone, after=now)
    milestone.save(update_fields=["idle_notice_at"])
    if milestone.state == State.FUNDED and due is not None and due > now:
        event = MilestoneIdle(due=due, amount=milestone.held)
        emit_in_contract(event, on=milestone, by=None)


def release_held(
    milestone: Milestone, reason: Release.Reason, *, by: "User | None", at: datetime | None = None
) -> Release:
    """Release all that is held, in the running transaction with the milestone locked.

    `at` is the instant from which it counts: a late job passes the deadline itself.
    """
    return _release(milestone, milestone.held_value, reason, by=by, at=at or clock.now())


def release_share(
    milestone: Milestone, share: Decimal, reason: Release.Reason, *, by: "User | None", at: datetime | None = None
) -> None:
    """Release `share` of what is held, in the running transaction with the milestone locked; nothing for 0."""
    if share:
        _release(milestone, share, reason, by=by, at=at or clock.now())


def _release(
    milestone: Milestone, amount: Decimal, reason: Release.Reason, *, by: "User | None", at: datetime
) -> Release:
    refuse_frozen(milestone)
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
    postings.post_release(release)
    milestone.held_value -= amount
    milestone.released_value += amount
    if milestone.currency == "USD":
        ClientProfile.objects.filter(user=milestone.contract.client_id).update(paid_usd=F("paid_usd") + amount)
    is_last_part = reason == Release.Reason.PART and not milestone.held_value
    if milestone.held_value:
        milestone.save(update_fields=["held_value", "released_value"])
    else:
        transitions.mark_released(milestone, at=at)
    event_type = RELEASED[Release.Reason.APPROVED if is_last_part else reason]
    words = {"note": Written(milestone.contract.client, milestone.note[:200])} if milestone.is_bonus else {}
    event = event_type(amount=release.amount, due=release.clears_at, rest=milestone.held, **words)
    if reason == Release.Reason.DISPUTE:  # a dispute announces its end itself
        emit(event, on=milestone, by=by)
    else:
        emit_in_contract(event, on=milestone, by=by)
    issue_for_release(release)
    return release


def fee_due(milestone: Milestone, amount: Decimal) -> Decimal:
    """The fee that releasing `amount` earns: round(rate * total released) - earned so far; the last one the rest."""
    left, taken = fee_left(milestone)
    if amount == milestone.held_value:
        return left
    due = rounded(milestone.contract.fee_rate * (milestone.released_value + amount)) - taken
    return min(due, left)


def fee_back(milestone: Milestone, share: Decimal) -> Decimal:
    """The fee that goes back to the client where `share` is released and the rest of what is held is refunded."""
    left, _taken = fee_left(milestone)
    return left - (fee_due(milestone, share) if share else Decimal("0.00"))


@atomic
def clear_release(*, release_id: int) -> None:
    """The clearing days of a release are over: it can be paid out. Does nothing before the deadline, or twice."""
    release = lock(Release.objects.select_related("freelancer", "milestone"), release_id)
    if release.state != Release.State.CLEARING or release.clears_at > clock.now():
        return
    release.state = Release.State.PAYABLE
    release.save(update_fields=["state"])
    postings.post_clearing(release)
    emit(ReleaseCleared(amount=release.amount), on=release, by=None)
    if (rest := pay_debts(release)) is not None:
        emit(ReleasePayable(amount=rest.amount), on=rest, by=None, to=[release.freelancer])

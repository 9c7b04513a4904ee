"""Refunding held money to the client, with its share of the fee."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import NotTheFreelancer, locked_milestone, require_state, visible_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, ProviderUnavailable
from market.core.base.events import emit
from market.payments.funding.queries import fee_left, paid_funding
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import Funding, Refund
from market.payments.provider.port import KEY_TTL, ProviderRefused
from market.payments.provider.rails import RAILS
from market.payments.provider.types import RefundRequest, RefundStatus
from market.payments.refunds import events
from market.payments.releases.actions import refuse_frozen

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State
SLOWEST = timedelta(minutes=10)  # until a refund that was asked for stands in the provider's list


class NothingHeld(DomainError):
    help = "delivering#fund"
    code = "nothing_held"
    sentence = _("No money is held for this milestone.")


@atomic
def agree_refund(*, by: "User", milestone_id: int) -> Milestone:
    """Agree to the client's request: what is held goes back. Raises NotFound, NotTheFreelancer, MilestoneNotReady."""
    milestone = _milestone_of_freelancer(by, milestone_id)
    require_state(milestone, State.REFUND_REQUESTED)
    refund_held(milestone, Refund.Reason.AGREED, by=by)
    return milestone


@atomic
def give_refund(*, by: "User", milestone_id: int) -> Milestone:
    """The freelancer refunds what is held, unasked. Raises NotFound, NotTheFreelancer, MilestoneNotReady."""
    milestone = _milestone_of_freelancer(by, milestone_id)
    require_state(milestone, State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)
    refund_held(milestone, Refund.Reason.GIVEN, by=by)
    return milestone


def _milestone_of_freelancer(by: "User", milestone_id: int) -> Milestone:
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    return milestone


@atomic
def refund_idle(*, milestone_id: int) -> None:
    """Funded, and nothing was delivered until the deadline: refund the money. Where work was delivered, it stays
    held, until the last day at most. Does nothing before the deadline."""
    milestone = locked_milestone(milestone_id)
    due = milestone.idle_refund_at
    if due is None or due > clock.now() or milestone.state not in Milestone.HOLDING or milestone.is_frozen:
        return
    if milestone.state == State.FUNDED:
        refund_held(milestone, Refund.Reason.IDLE, by=None)
        return
    milestone.idle_refund_at = None
    milestone.save(update_fields=["idle_refund_at"])


def refund_held(milestone: Milestone, reason: Refund.Reason, *, by: "User | None") -> Refund:
    """Refund all that is held, in the running transaction with the milestone locked. Raises NothingHeld, HoldFrozen."""
    if not milestone.held_value:
        raise NothingHeld
    refuse_frozen(milestone)
    refund = _create_refund(milestone, paid_funding(milestone), reason)
    postings.post_refund(refund)
    milestone.refunded_value += refund.amount_value
    milestone.held_value -= refund.amount_value
    transitions.mark_refunded(milestone, at=clock.now())
    event = events.REFUNDED[reason](amount=refund.part, fee=refund.amount - refund.part)
    if reason == Refund.Reason.DISPUTE:  # a dispute announces its end itself
        emit(event, on=milestone, by=by)
    else:
        emit_in_contract(event, on=milestone, by=by)
    return refund


def refund_late_payment(milestone: Milestone, funding: Funding) -> Refund:
    """Refund a payment that came when the milestone awaited none, or not this one, in the running transaction."""
    refund = Refund.objects.create(
        milestone=milestone,
        funding=funding,
        amount_value=funding.amount_value,
        fee_value=funding.fee_value,
        currency=funding.currency,
        reason=Refund.Reason.LATE_PAYMENT,
        created_at=clock.now(),
        check_at=clock.now(),
    )
    defer_job("send_refund_job", refund_id=refund.pk)
    event = events.FundingSurplus if funding.is_surplus else events.FundingLate
    late = event(title=milestone.full_title, charge=funding.charge)
    emit(late, on=funding, by=None, to=[milestone.contract.client], page=milestone)
    return refund


def _create_refund(milestone: Milestone, funding: Funding, reason: Refund.Reason) -> Refund:
    left, _taken = fee_left(milestone)
    refund = Refund.objects.create(
        milestone=milestone,
        funding=funding,
        amount_value=milestone.held_value,
        fee_value=left,
        currency=milestone.currency,
        reason=reason,
        created_at=clock.now(),
        check_at=clock.now(),
    )
    defer_job("send_refund_job", refund_id=refund.pk)
    return refund


def send_refund(*, refund_id: int) -> Refund:
    """Create the refund at the provider, or fetch its status if it exists. May be called again at any time."""
    refund = Refund.objects.select_related("funding").get(pk=refund_id)
    if refund.state != Refund.State.PENDING:
        return refund
    request = RefundRequest(refund.funding.payment_id, refund.funding.charge_id, refund.amount, str(refund.pk))
    status = _existing_refund(refund, request)
    if status is None:
        _claim_creation(refund)
        try:
            status = RAILS[refund.funding.rail].pay_in.create_refund(request)
        except ProviderRefused as error:
            status = RefundStatus("", "failed", str(error))
    return _record_refund(refund.pk, status)


def _existing_refund(refund: Refund, request: RefundRequest) -> RefundStatus | None:
    """What the provider tells of the refund, if it has it. A question that is refused says nothing of the refund, and
    fails none: raises ProviderUnavailable."""
    rail = RAILS[refund.funding.rail]
    may_exist = not rail.has_keys or refund.created_at < clock.now() - KEY_TTL
    try:
        if refund.refund_id:
            return rail.pay_in.retrieve_refund(request, refund.refund_id)
        return rail.pay_in.find_refund(request) if may_exist else None
    except ProviderRefused as refused:
        raise ProviderUnavailable from refused


@atomic
def _claim_creation(refund: Refund) -> None:
    """Where the provider knows no keys: note that it is asked for the refund now. Raises ProviderUnavailable if it was
    asked a short while before, since an answer that did not come may still have an effect."""
    if RAILS[refund.funding.rail].has_keys:
        return
    unasked = Q(asked_at=None) | Q(asked_at__lte=clock.now() - SLOWEST)
    if not Refund.objects.filter(unasked, pk=refund.pk).update(asked_at=clock.now()):
        raise ProviderUnavailable


@atomic
def _record_refund(refund_id: int, status: RefundStatus) -> Refund:
    refund = lock(Refund.objects.select_related("milestone__contract__client"), refund_id)
    if refund.state != Refund.State.PENDING:
        return refund
    refund.refund_id = status.id
    if status.status == "succeeded":
        _end_refund(refund, Refund.State.SUCCEEDED)
        postings.post_refund_paid(refund)
        _notify_client(refund, events.RefundSent)
    elif status.status in ("failed", "canceled"):
        refund.failure = status.failure[:500]
        _end_refund(refund, Refund.State.FAILED)
        postings.post_refund_failed(refund)
        _notify_client(refund, events.RefundFailed)
    refund.save(update_fields=["refund_id", "failure", "state", "ended_at", "check_at"])
    return refund


def _end_refund(refund: Refund, state: str) -> None:
    refund.state, refund.ended_at, refund.check_at = state, clock.now(), None


def _notify_client(refund: Refund, event: type[events.RefundSent | events.RefundFailed]) -> None:
    client = refund.milestone.contract.client
    sent = event(client=client, amount=refund.amount, failure=refund.failure)
    emit(sent, on=refund, by=None, to=[client], page=refund.milestone)

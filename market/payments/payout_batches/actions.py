"""Batches of payouts: one operator makes a batch, another one approves it, and its file goes to the bank.

Locks are taken in the order batch -> payout -> release.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.ties import is_one_person
from market.accounts.people.two_person_actions import SamePerson, act_of_two, require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.base.money import total
from market.core.base.reasons import written_reason
from market.core.models import AuditEntry
from market.core.text.bangla import nfc
from market.payments.models import Payout, PayoutBatch, PayoutMethod
from market.payments.payout_batches.queries import CURRENCY, OPEN, stopped_in, waiting_payouts
from market.payments.payouts.bank import arrival_after
from market.payments.payouts.events import PayoutSent
from market.payments.payouts.failures import REASONS
from market.payments.payouts.sending_actions import fail_payout

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = PayoutBatch.State
APPROVING = act_of_two("payout_batch", User.Role.OPERATOR)
MOST_LINES = 5000
REFERENCE_LENGTH, REASON_LENGTH = 100, 500


class NothingToBatch(DomainError):
    help = "payouts#setup"
    code = "nothing_to_batch"
    sentence = _("No payout waits for a batch.")


class WrongBatchState(DomainError):
    help = "payouts#setup"
    code = "wrong_batch_state"
    sentence = _("This batch stands elsewhere by now. Look at it again.")


class OwnPayout(NotAllowed):
    help = "payouts#setup"
    code = "own_payout"
    sentence = _("A payout to you is among these: another operator does this.")


class StoppedMethod(DomainError):
    help = "payouts#setup"
    code = "payout_method_stopped"
    sentence = _(
        "A payout in this batch goes to an account that was stopped. Give the batch up: that payout is then given back,"
        " and the others wait for the next batch."
    )


class BatchPartlyEnded(DomainError):
    help = "payouts#setup"
    code = "batch_partly_ended"
    sentence = _("The bank has paid or refused single lines of this batch, so it was not refused as a whole.")


@atomic
def make_payout_batch(*, by: User) -> PayoutBatch:
    """Put all payouts that wait into a batch, the oldest MOST_LINES of them. Raises NotAllowed, NothingToBatch."""
    require_own_role(by, User.Role.OPERATOR)
    payouts = list(waiting_payouts().select_for_update(no_key=True)[:MOST_LINES])
    if not payouts:
        raise NothingToBatch
    amount = total([each.sent.amount for each in payouts])
    batch = PayoutBatch.objects.create(
        currency=CURRENCY, count=len(payouts), amount_value=amount, made_by=by, made_at=clock.now()
    )
    Payout.objects.filter(pk__in=[each.pk for each in payouts]).update(batch=batch)
    audit("payout_batch.made", by=by, on=batch, count=batch.count, amount=amount, payouts=_ids(payouts))
    return batch


@atomic
def approve_payout_batch(*, by: User, batch_id: int) -> PayoutBatch:
    """Another operator has looked at it: its file may go to the bank.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OnePerson, OwnPayout, WrongBatchState, StoppedMethod.
    """
    batch = _locked(by, batch_id, State.PREPARED)
    APPROVING.require(by, first=[batch.made_by_id])
    if batch.payouts.filter(freelancer=by).exists():
        raise OwnPayout
    require_not_stopped(batch)
    batch.state, batch.approved_by, batch.approved_at = State.APPROVED, by, clock.now()
    batch.save(update_fields=["state", "approved_by", "approved_at"])
    audit("payout_batch.approved", by=by, on=batch, count=batch.count, amount=batch.amount_value)
    return batch


@atomic
def cancel_payout_batch(*, by: User, batch_id: int, reason: str) -> PayoutBatch:
    """Give a batch up before it is approved: its payouts wait for the next one.

    Raises as above, Invalid at "reason".
    """
    batch = _locked(by, batch_id, State.PREPARED)
    return _give_up(batch, State.CANCELLED, by, reason)


@atomic
def send_payout_batch(*, by: User, batch_id: int, reference: str) -> PayoutBatch:
    """Record that the bank has the file, under its reference: the payouts are on their way. Raises as above, Invalid
    at "reference"."""
    batch = _locked(by, batch_id, State.APPROVED)
    reference = nfc(reference).strip()
    require_length("reference", reference, REFERENCE_LENGTH)
    if not reference:
        raise Invalid(errors={"reference": [_("Write the bank's reference of the file.")]})
    batch.state, batch.sent_at, batch.bank_reference = State.SENT, clock.now(), reference
    batch.return_due_at = arrival_after(clock.now())
    batch.save(update_fields=["state", "sent_at", "bank_reference", "return_due_at"])
    for payout in _locked_payouts(batch):
        payout.state, payout.arrives_at = Payout.State.IN_TRANSIT, batch.return_due_at
        payout.save(update_fields=["state", "arrives_at"])
        emit(PayoutSent(amount=payout.amount), on=payout, by=by)
    audit("payout_batch.sent", by=by, on=batch, reference=reference)
    return batch


@atomic
def refuse_payout_batch(*, by: User, batch_id: int, reason: str) -> PayoutBatch:
    """The bank took none of it, or never got it: its payouts wait for the next batch.

    Who may have brought the file to the bank does not say this alone: who marked it as sent, and before that who has
    its file, leaves it to another operator. Raises as above, SamePerson, OwnPayout, BatchPartlyEnded once a line has
    ended.
    """
    batch = _locked(by, batch_id, State.APPROVED, State.SENT)
    payouts = list(_locked_payouts(batch))
    if has_acted(by, batch, "sent" if batch.state == State.SENT else "file"):
        raise SamePerson
    if any(each.freelancer_id == by.pk for each in payouts):
        raise OwnPayout
    if any(each.state not in OPEN for each in payouts):
        raise BatchPartlyEnded
    return _give_up(batch, State.REFUSED, by, reason)


def has_acted(by: User, batch: PayoutBatch, act: str) -> bool:
    """Whether this operator, or another account of the same person, marked the batch as "sent", or took its "file", by
    the audit log."""
    of_batch = AuditEntry.objects.filter(on_type=batch._meta.label_lower, on_id=batch.pk)
    actors = User.objects.filter(pk__in=of_batch.filter(code=f"payout_batch.{act}").values("by"))
    return any(each == by or is_one_person(each, by) for each in actors)


def require_not_stopped(batch: PayoutBatch) -> None:
    """Nothing goes to an account that was stopped. Raises StoppedMethod."""
    if stopped_in(batch).exists():
        raise StoppedMethod


@atomic
def take_out_stopped(method: PayoutMethod) -> None:
    """Payouts to a method that was stopped leave the batches that nobody has approved yet, and wait."""
    at = method.payouts.filter(batch__state=State.PREPARED).values("batch")
    batches = PayoutBatch.objects.filter(pk__in=at, state=State.PREPARED).select_for_update(no_key=True)
    for batch in batches.order_by("pk"):
        payouts = list(_locked_payouts(batch).filter(method=method))
        Payout.objects.filter(pk__in=[each.pk for each in payouts]).update(batch=None)
        batch.count -= len(payouts)
        batch.amount_value -= total([each.sent.amount for each in payouts])
        if not batch.count:
            batch.state, batch.ended_at = State.CANCELLED, clock.now()
        batch.save(update_fields=["count", "amount_value", "state", "ended_at"])
        audit("payout_batch.taken_out", by=method.user, on=batch, payouts=_ids(payouts))


def _locked(by: User, batch_id: int, *states: str) -> PayoutBatch:
    batch = lock(PayoutBatch.objects.visible_to(by), batch_id)
    require_own_role(by, User.Role.OPERATOR)
    if batch.state not in states:
        raise WrongBatchState
    return batch


def _locked_payouts(batch: PayoutBatch) -> "QuerySet[Payout]":
    return batch.payouts.select_for_update(of=("self",), no_key=True).order_by("pk")


def _give_up(batch: PayoutBatch, state: str, by: User, reason: str) -> PayoutBatch:
    text = written_reason(reason, REASON_LENGTH)
    payouts = list(_locked_payouts(batch).select_related("method"))
    stopped = [each.pk for each in payouts if each.method and each.method.state == PayoutMethod.State.STOPPED]
    rows = Payout.objects.filter(pk__in=[each.pk for each in payouts], state__in=OPEN)
    rows.update(batch=None, state=Payout.State.PENDING)
    for pk in stopped:
        fail_payout(payout_id=pk, failure=REASONS["method_stopped"])
    batch.state, batch.ended_at, batch.reason = state, clock.now(), text
    batch.save(update_fields=["state", "ended_at", "reason"])
    audit(f"payout_batch.{state}", by=by, on=batch, reason=text, payouts=_ids(payouts))
    return batch


def _ids(payouts: list[Payout]) -> str:
    return ",".join(str(each.pk) for each in payouts)

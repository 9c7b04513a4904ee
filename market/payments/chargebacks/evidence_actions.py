"""Operators answer, accept or forgive a chargeback. Calls to the provider happen outside any transaction."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.payments.chargebacks.events import ChargebackForgiven
from market.payments.chargebacks.file_sending import send_files
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.debts.actions import end_if_paid
from market.payments.job_names import defer_job
from market.payments.ledger import chargeback_postings
from market.payments.models import Chargeback, Debt
from market.payments.provider import stripe_disputes
from market.payments.provider.port import ProviderRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from market.accounts.models import User

LONGEST = 20_000  # the provider's limit
ANSWERING = timedelta(minutes=10)  # longer than sending all files can take


class ChargebackDecided(DomainError):
    help = "chargebacks#desk"
    code = "chargeback_decided"
    sentence = _("The bank has decided, or the time for an answer is over.")


class AlreadyAnswered(DomainError):
    help = "chargebacks#desk"
    code = "chargeback_answered"
    sentence = _("The bank has our answer already: it reads one, and nothing can be added.")


class BeingAnswered(DomainError):
    help = "chargebacks#desk"
    code = "chargeback_being_answered"
    sentence = _("The answer is being sent to the bank. Until that has ended, nothing can be changed: try it later.")


class AlreadyAccepted(DomainError):
    help = "chargebacks#desk"
    code = "chargeback_accepted"
    sentence = _("Two operators have decided not to answer this one: the bank is being told.")


class OwnChargeback(NotAllowed):
    help = "chargebacks#desk"
    code = "own_chargeback"
    sentence = _("You are a side of this contract: another operator does this.")


class NothingOwed(DomainError):
    help = "chargebacks#desk"
    code = "nothing_owed"
    sentence = _("Nothing is owed of this one, or it is still being collected.")


class ProviderRefusedAnswer(DomainError):
    help = "chargebacks#desk"
    code = "provider_refused"
    sentence = _("The payment service did not take this: %(why)s")


def answer_chargeback(*, by: "User", chargeback_id: int, text: str) -> Chargeback:
    """Submit the evidence to the bank with its files, once. Raises NotFound, NotAllowed, OwnChargeback, Invalid,
    ChargebackDecided, AlreadyAnswered, AlreadyAccepted, BeingAnswered, EvidenceGone, ProviderRefusedAnswer,
    ProviderUnavailable.

    Meanwhile its text and files stand still. They do so for some minutes more where it is unknown whether the bank has
    them; the same text can be sent again at once.
    """
    row, text = undecided_chargeback(by, chargeback_id), nfc(text).strip()
    if not text:
        raise Invalid(errors={"text": [_("Write what the bank should know.")]})
    if len(text) > LONGEST:
        raise Invalid(errors={"text": [_("The bank reads %(most)s characters at most.") % {"most": LONGEST}]})
    _begin_answer(row, text)
    try:
        files = send_files(row)
    except ProviderRefused as error:
        _end_answering(row)
        raise ProviderRefusedAnswer(why=str(error)) from error
    except DomainError:
        _end_answering(row)
        raise
    try:
        mark = hashlib.sha256("\n".join([text, *sorted(files.values())]).encode()).hexdigest()[:16]
        key = f"answer:{row.dispute_id}:{mark}"
        stripe_disputes.answer_dispute(dispute_id=row.dispute_id, text=text, files=files, key=key)
    except ProviderRefused as error:
        _end_answering(row)
        raise ProviderRefusedAnswer(why=str(error)) from error
    _save_answer(by, row, text)
    sync_dispute(dispute_id=row.dispute_id)
    return Chargeback.objects.get(pk=row.pk)


@atomic
def save_answer_draft(*, by: "User", chargeback_id: int, text: str) -> Chargeback:
    """Store what an answer says so far, for whichever operator goes on. The bank is not told.

    Raises NotFound, NotAllowed, OwnChargeback, Invalid, ChargebackDecided, AlreadyAnswered, AlreadyAccepted,
    BeingAnswered.
    """
    undecided_chargeback(by, chargeback_id)
    row, text = lock(Chargeback.objects.all(), chargeback_id), nfc(text).strip()
    require_at_rest([row])
    if len(text) > LONGEST:
        raise Invalid(errors={"text": [_("The bank reads %(most)s characters at most.") % {"most": LONGEST}]})
    row.answer = text
    row.save(update_fields=["answer"])
    audit("chargeback.draft_saved", by=by, on=row)
    return row


@atomic
def accept_chargeback(*, by: "User", chargeback_id: int) -> None:
    """Do not answer, once another operator has proposed it (`proposals.acceptance`): a job tells the bank.

    Raises NotFound, NotAllowed, OwnChargeback, ChargebackDecided, AlreadyAnswered, AlreadyAccepted, BeingAnswered.
    """
    row = undecided_chargeback(by, chargeback_id)
    rows = list(Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=row.dispute_id).order_by("pk"))
    require_at_rest(rows)
    for each in rows:
        each.accepted_at = clock.now()
        each.save(update_fields=["accepted_at"])
        audit("chargeback.accepted", by=by, on=each)
    defer_job("sync_chargeback_job", chargeback_id=row.pk)


def follow_chargeback(*, chargeback_id: int) -> None:
    """Tell the bank where two operators do not answer, so that it is lost at once, and fetch what became of it. Where
    the bank refuses that and waits on, it can be answered again. May be called again at any time."""
    row = Chargeback.objects.get(pk=chargeback_id)
    refusal = ""
    if row.state == Chargeback.State.OPEN and row.accepted_at:
        try:
            stripe_disputes.accept_dispute(row.dispute_id)
        except ProviderRefused as error:
            refusal = str(error)
    sync_dispute(dispute_id=row.dispute_id)
    if refusal:
        _drop_acceptance(row.dispute_id, refusal)


@atomic
def _drop_acceptance(dispute_id: str, why: str) -> None:
    """The bank did not take it: those that it has not decided wait for an answer again."""
    rows = Chargeback.objects.open().select_for_update(no_key=True).filter(dispute_id=dispute_id).order_by("pk")
    for each in rows.exclude(accepted_at=None):
        each.accepted_at = None
        each.save(update_fields=["accepted_at"])
        audit("chargeback.acceptance_refused", by=None, on=each, why=why[:200])


@atomic
def forgive_chargeback(*, by: "User", chargeback_id: int, reason: str) -> Chargeback:
    """Turn the freelancer's debt from a lost chargeback into the operator's loss, once another operator has proposed it
    (`proposals.kinds`). Raises NotFound, NotAllowed, OwnChargeback, Invalid, NothingOwed."""
    chargeback_for_operator(by, chargeback_id)
    require_own_role(by, "operator")
    row = lock(Chargeback.objects.select_related("funding__milestone__contract__freelancer"), chargeback_id)
    debt = Debt.objects.select_for_update(no_key=True).filter(chargeback=row).first()
    if debt is None or not debt.left_value or row.left_value:
        raise NothingOwed
    if not (reason := nfc(reason).strip()):
        raise Invalid(errors={"reason": [_("Write why, so that the books can be read later.")]})
    owed, milestone = debt.left, row.funding.milestone
    chargeback_postings.post_forgiven(row, owed)
    row.owed_value -= owed.amount
    row.save(update_fields=["owed_value"])
    debt.left_value = 0
    end_if_paid(debt)
    forgiven = ChargebackForgiven(title=milestone.full_title, amount=owed, reason=reason)
    release = milestone.releases.earned().latest("pk")  # what the freelancer keeps
    emit(forgiven, on=row, by=by, to=[milestone.contract.freelancer], page=release)
    return row


def require_at_rest(rows: "Iterable[Chargeback]") -> None:
    """Raises AlreadyAnswered, AlreadyAccepted, BeingAnswered for these locked rows of a dispute."""
    for row in rows:
        if row.answered_at:
            raise AlreadyAnswered
        if row.accepted_at:
            raise AlreadyAccepted
        if row.answering_until and row.answering_until > clock.wall():
            raise BeingAnswered


@atomic
def _begin_answer(row: Chargeback, text: str) -> None:
    """Nobody changes the files or the draft from here on, which is this text. Raises AlreadyAnswered, AlreadyAccepted,
    BeingAnswered while another one is being sent."""
    rows = Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=row.dispute_id).order_by("pk")
    if any(each.answered_at or each.accepted_at or each.answer != text for each in rows):
        require_at_rest(rows)
    rows.update(answer=text, answering_until=clock.wall() + ANSWERING)


@atomic
def _end_answering(row: Chargeback) -> None:
    """The bank does not have it."""
    Chargeback.objects.filter(dispute_id=row.dispute_id).update(answering_until=None)


def undecided_chargeback(by: "User", chargeback_id: int) -> Chargeback:
    """One that may be answered still. Raises NotFound, NotAllowed, OwnChargeback, ChargebackDecided."""
    row = chargeback_for_operator(by, chargeback_id)
    if row.state != Chargeback.State.OPEN or (row.answer_by is not None and row.answer_by <= clock.now()):
        raise ChargebackDecided
    return row


def chargeback_for_operator(by: "User", chargeback_id: int) -> Chargeback:
    """A chargeback that the operator may look into and decide on. Raises NotFound, NotAllowed, OwnChargeback."""
    row = fetch(Chargeback.objects.visible_to(by), chargeback_id)
    if not by.has_role("operator"):
        raise NotAllowed
    if not Chargeback.objects.answerable_by(by).filter(pk=row.pk).exists():
        raise OwnChargeback
    return row


@atomic
def _save_answer(by: "User", row: Chargeback, text: str) -> None:
    """Save the answer with each row of the same dispute."""
    rows = Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=row.dispute_id)
    for each in rows:
        each.answer, each.answered_at, each.answered_by, each.answering_until = text, clock.now(), by, None
        each.save(update_fields=["answer", "answered_at", "answered_by", "answering_until"])
        audit("chargeback.answered", by=by, on=each)

"""Chargebacks: a client's bank reviews a payment and decides. Money that is held is frozen meanwhile.

A lost one is covered by what was held, then by releases that clear, are payable, or can be reversed at the provider;
the freelancer owes the rest, at most what was released to them. Beyond that it is the operator's loss.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from market.contracts.models import Milestone
from market.contracts.signals import hold_taken
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, rounded, total
from market.core.base.reminders import next_reminder
from market.payments.chargebacks import events
from market.payments.chargebacks.queries import operators
from market.payments.debts.actions import end_debts_to_client, take_for_chargeback, waiting_for_client
from market.payments.documents.credit_notes import issue_credit_notes
from market.payments.funding.queries import fee_left
from market.payments.job_names import defer_job
from market.payments.ledger import chargeback_postings as books
from market.payments.ledger.chargeback_postings import NOTHING, LossSources
from market.payments.models import Chargeback, Debt, Funding, Refund, Release
from market.payments.provider.types import BankDispute
from market.payments.releases.part_actions import take_part

State = Chargeback.State
REMINDERS = (timedelta(days=3), timedelta(days=1))  # before the bank stops waiting
REVERSIBLE_STATES = (
    Release.State.IN_TRANSIT,
    Release.State.PAID_OUT,
    Release.State.WITHHELD,
    Release.State.EXCHANGED,
)


class AmountDiffers(Exception):
    """The provider names another currency than was paid; an operator must look into it."""


def record_dispute(dispute: BankDispute) -> list[Chargeback]:
    """Bring our rows to the provider's state of a dispute. May be called in any order and any number of times.

    Does nothing for a payment that is not ours, and for an inquiry, for which no money was taken.
    """
    if dispute.status.startswith("warning") or not dispute.charge_id:
        return []
    return _record_chargebacks(dispute)


@atomic
def _record_chargebacks(dispute: BankDispute) -> list[Chargeback]:
    """Locks the contract, its milestones, then the rows."""
    fundings = Funding.objects.filter(charge_id=dispute.charge_id, state=Funding.State.PAID).order_by("pk")
    milestones = [locked_milestone(pk) for pk in fundings.values_list("milestone", flat=True)]
    rows, credits_ = [], []
    for milestone, funding, parts in zip(milestones, fundings, _split_dispute(dispute, list(fundings)), strict=True):
        milestone.contract = milestones[0].contract
        funding.milestone = milestone
        row = Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=dispute.id, funding=funding).first()
        if row is None:
            row = _open(dispute, funding, *parts)
        row.funding = funding
        if row.state == State.OPEN:
            credits_.append(_apply_status(row, dispute))
        rows.append(row)
    for credit in filter(None, credits_):
        credit()  # last: it locks the counter of credit notes
    return rows


def _split_dispute(dispute: BankDispute, fundings: Sequence[Funding]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Each funding's share of the dispute in its amount and fee, and of the provider's fee. Sums to the cent."""
    if any(each.currency != str(dispute.amount.currency) for each in fundings):
        raise AmountDiffers(f"{dispute.id}: {dispute.amount}")
    whole = total([each.charge.amount for each in fundings])
    charged, claimed_before, fees_before, parts = NOTHING, NOTHING, NOTHING, []
    for each in fundings:
        charged += each.charge.amount
        claimed = rounded(dispute.amount.amount * charged / whole) - claimed_before
        fee = rounded(dispute.fee * charged / whole) - fees_before
        claimed_before, fees_before = claimed_before + claimed, fees_before + fee
        of_amount = rounded(claimed * each.amount_value / each.charge.amount)
        parts.append((of_amount, claimed - of_amount, fee))
    return parts


@atomic
def remind_of_answer(*, chargeback_id: int) -> None:
    """Tell operators that a bank still waits for an answer. Again, nothing changes."""
    row = lock(Chargeback.objects.select_related("funding__milestone"), chargeback_id)
    due = row.answer_by
    if row.state != Chargeback.State.OPEN or due is None or row.remind_at is None or row.remind_at > clock.now():
        return
    row.remind_at = next_reminder(due, REMINDERS, after=clock.now())
    row.save(update_fields=["remind_at"])
    if row.answered_at is None and row.accepted_at is None and due > clock.now():
        title = row.funding.milestone.full_title
        waits = events.ChargebackStillToAnswer(title=title, amount=row.charge, due=due)
        emit(waits, on=row, by=None, to=operators())


def _open(dispute: BankDispute, funding: Funding, amount: Decimal, fee: Decimal, cost: Decimal) -> Chargeback:
    """`amount` and `fee` are the funding's shares of what the bank asks for, `cost` is that of the provider's fee."""
    milestone, instant = funding.milestone, clock.now()
    row = Chargeback.objects.create(
        funding=funding,
        dispute_id=dispute.id,
        amount_value=amount,
        fee_value=fee,
        provider_fee_value=cost,
        currency=funding.currency,
        reason=dispute.reason[:60],
        created_at=instant,
        check_at=instant,
    )
    books.post_chargeback(row)
    if milestone.state in Milestone.HOLDING and not milestone.is_frozen:
        transitions.freeze(milestone, at=instant)
    event = events.ChargebackOpened if milestone.held_value else events.ChargebackOpenedReleased
    emit_in_contract(event(amount=row.amount, held=milestone.held), on=milestone, by=None)
    to_answer = events.ChargebackToAnswer(
        title=milestone.full_title, amount=row.charge, due=dispute.answer_by or instant
    )
    emit(to_answer, on=row, by=None, to=operators())
    return row


def _apply_status(row: Chargeback, dispute: BankDispute) -> Callable[[], object] | None:
    """Returns what issues the credit notes of a lost one, once all is posted."""
    credit = None
    if row.answer_by != dispute.answer_by:
        row.answer_by = dispute.answer_by
        row.remind_at = next_reminder(dispute.answer_by, REMINDERS, after=clock.now())
    if dispute.status in (State.WON, State.LOST):
        row.state, row.ended_at = dispute.status, clock.now()
        credit = (_record_win if dispute.status == State.WON else _record_loss)(row)
        for debt_id in Debt.objects.to_pass_on(row.funding.milestone).values_list("pk", flat=True):
            defer_job("pass_on_debt_job", debt_id=debt_id)  # they have waited
    row.save()
    return credit


def _record_win(row: Chargeback) -> None:
    milestone = row.funding.milestone
    row.check_at = None
    books.post_chargeback_won(row)
    if not _has_other_open(row):
        transitions.thaw(milestone, at=clock.now())
    emit_in_contract(events.ChargebackWon(amount=row.amount), on=milestone, by=None)


def _has_other_open(row: Chargeback) -> bool:
    """Whether another open chargeback freezes the same milestone."""
    others = Chargeback.objects.open().filter(funding__milestone=row.funding.milestone_id)
    return others.exclude(pk=row.pk).exists()


def _record_loss(row: Chargeback) -> Callable[[], object]:
    """Returns what issues the credit notes."""
    milestone = row.funding.milestone
    sources, rest, from_waiting = _loss_sources(row)
    books.post_chargeback_lost(row, sources)
    _settle_refunds(row, sources.credit)
    row.held_value, row.fee_held_value, row.left_value = sources.held, sources.fee_held, rest
    milestone.held_value -= sources.held
    milestone.charged_back_value += row.amount_value
    if milestone.is_frozen and not milestone.held_value:
        transitions.mark_taken(milestone, at=clock.now())
    elif milestone.is_frozen and not _has_other_open(row):
        transitions.thaw(milestone, at=clock.now())
    milestone.save(update_fields=["held_value", "charged_back_value"])
    take_for_chargeback(row, most=from_waiting)
    take_back_releases(row)
    row.check_at = clock.now() if row.left_value else None
    event = events.ChargebackLost if sources.held else events.ChargebackLostReleased
    emit_in_contract(event(amount=row.amount, held=Money(sources.held, row.currency)), on=milestone, by=None)
    if sources.held:
        hold_taken.send(Milestone, milestone=milestone)
    named = {"cause": f"chargeback:{row.pk}", "why": "chargeback"}
    return partial(issue_credit_notes, milestone, amount=rest, fee=sources.fees, **named)


def _settle_refunds(row: Chargeback, credit: Decimal) -> None:
    """Refunds that had failed count as repaid by the bank, up to `credit`."""
    for refund in row.funding.refunds.owed().order_by("pk"):
        paid = min(credit, refund.owed.amount)
        if not paid:
            return
        credit -= paid
        refund.repaid_value += paid
        refund.repaid_at = clock.now() if refund.repaid_value == refund.amount.amount else None
        refund.save(update_fields=["repaid_value", "repaid_at"])


def _loss_sources(row: Chargeback) -> tuple[LossSources, Decimal, Decimal]:
    """What covers a lost chargeback at once, the amount to take back from releases, and how much of that comes from
    what waits for the client: only what the releases do not cover."""
    funding, milestone = row.funding, row.funding.milestone
    is_late = funding.refunds.filter(reason=Refund.Reason.LATE_PAYMENT).exists()
    charge = row.charge.amount
    credit = min(charge, total([each.owed.amount for each in funding.refunds.owed().select_for_update(no_key=True)]))
    rest = charge - credit
    of_amount = rounded(rest * funding.amount_value / funding.charge.amount)
    if is_late:  # nothing was ever held of it
        return LossSources(credit=credit, losses=rest), NOTHING, NOTHING
    held = min(of_amount, milestone.held_value)
    left = fee_left(milestone)[0] if held else NOTHING  # our fee is held beside what is held
    fee = rest - of_amount
    fee_held = left if held and held == milestone.held_value else min(fee, left)
    released = milestone.releases.earned().exclude(state__in=Release.GONE).select_for_update(no_key=True)
    not_owed = [each.amount_value - each.owed_value for each in released.order_by("pk")]  # locked before debts
    from_not_owed = min(of_amount - held, total(not_owed))
    from_waiting = min(of_amount - held - from_not_owed, waiting_for_client(milestone))
    from_released = from_not_owed + from_waiting
    from_released += end_debts_to_client(milestone, of_amount - held - from_released)
    losses = of_amount - held - from_released
    return LossSources(credit, held, fee_held, fee - fee_held, losses), from_released, from_waiting


def save_amounts(row: Chargeback) -> None:
    """Save where the money of a locked lost one came from; it is looked at no more once nothing is left."""
    row.check_at = row.check_at if row.left_value else None
    row.save(update_fields=["earned_value", "owed_value", "left_value", "check_at"])


def take_back_releases(row: Chargeback) -> None:
    """Take what is left from releases that are not paid out. The caller locks milestone and row, and saves the row."""
    waiting = row.funding.milestone.releases.earned().select_for_update(no_key=True).order_by("pk")
    parts = list(waiting.filter(state__in=[Release.State.CLEARING, Release.State.PAYABLE]))
    for release in sorted(parts, key=lambda each: each.state != Release.State.CLEARING):
        if row.left_value and take_part(release, row.left_value):
            take_back_release(row, release)


def take_back_release(row: Chargeback, release: Release) -> None:
    """Take all of a locked release back; the caller saves the row."""
    before, release.state = release.state, Release.State.TAKEN_BACK
    release.save(update_fields=["state"])
    books.post_taken_back(row, release, before)
    row.earned_value += release.amount_value
    row.left_value -= release.amount_value

"""A client's bank looks at a payment, and decides. Money that is held stands still meanwhile.

What a lost one takes: what was held, then what clears, then what can be paid out, then what can be called back from
her account; the rest she owes. Never more of hers than was released to her: what is beyond is the operator's loss.
"""

from collections.abc import Sequence
from decimal import Decimal

from market.contracts.models import Milestone
from market.contracts.signals import hold_taken
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.money import Money, rounded, total
from market.payments.chargebacks import events
from market.payments.desk.alerts import operators
from market.payments.ledger import chargeback_postings as books
from market.payments.ledger.chargeback_postings import NOTHING, Taken
from market.payments.models import Chargeback, Funding, Refund, Release
from market.payments.provider import stripe
from market.payments.queries import FEES, fee_left
from market.payments.releases.actions import cut

State = Chargeback.State
CALLED_BACK = (Release.State.IN_TRANSIT, Release.State.PAID_OUT)


class AmountDiffers(Exception):
    """The provider names another currency than was paid: a person must look."""


def record_dispute(found: stripe.Disputed) -> list[Chargeback]:
    """Bring our rows to what the provider says of a chargeback now. In any order, and as often as one likes.

    Nothing for one of a payment that is not ours, or (an inquiry) for which no money was taken.
    """
    if found.status.startswith("warning") or not found.charge_id:
        return []
    return _record(found)


@atomic
def _record(found: stripe.Disputed) -> list[Chargeback]:
    """The contract, its milestones, then the rows locked, as everywhere."""
    fundings = Funding.objects.filter(charge_id=found.charge_id, state=Funding.State.PAID).order_by("pk")
    milestones = [locked_milestone(pk, **FEES) for pk in fundings.values_list("milestone", flat=True)]
    rows = []
    for milestone, funding, parts in zip(milestones, fundings, _parts(found, list(fundings)), strict=True):
        milestone.contract = milestones[0].contract
        funding.milestone = milestone
        row = Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=found.id, funding=funding).first()
        if row is None:
            row = _open(found, funding, *parts)
        row.funding = funding
        if row.state == State.OPEN:
            _follow(row, found)
        rows.append(row)
    return rows


def _parts(found: stripe.Disputed, fundings: Sequence[Funding]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """For each funding: what is asked of its amount and of its fee, and its part of the provider's fee. To the cent."""
    if any(each.currency != str(found.amount.currency) for each in fundings):
        raise AmountDiffers(f"{found.id}: {found.amount}")
    whole = total([each.charge.amount for each in fundings])
    passed, given, kept, parts = NOTHING, NOTHING, NOTHING, []
    for each in fundings:
        passed += each.charge.amount
        asked = rounded(found.amount.amount * passed / whole) - given
        fee = rounded(found.fee * passed / whole) - kept
        given, kept = given + asked, kept + fee
        of_amount = rounded(asked * each.amount_value / each.charge.amount)
        parts.append((of_amount, asked - of_amount, fee))
    return parts


def _open(found: stripe.Disputed, funding: Funding, amount: Decimal, fee: Decimal, kept: Decimal) -> Chargeback:
    milestone, instant = funding.milestone, clock.now()
    row = Chargeback.objects.create(
        funding=funding,
        dispute_id=found.id,
        amount_value=amount,
        fee_value=fee,
        provider_fee_value=kept,
        currency=funding.currency,
        reason=found.reason[:60],
        created_at=instant,
        answer_by=found.answer_by,
        check_at=instant,
    )
    books.post_chargeback(row)
    if milestone.state in Milestone.HOLDING and not milestone.is_frozen:
        transitions.freeze(milestone, at=instant)
    event = events.ChargebackOpened if milestone.held_value else events.ChargebackOpenedReleased
    emit_in_contract(event(amount=row.amount, held=milestone.held), on=milestone, by=None)
    to_answer = events.ChargebackToAnswer(title=milestone.title, amount=row.charge, due=found.answer_by or instant)
    emit(to_answer, on=row, by=None, to=operators())
    return row


def _follow(row: Chargeback, found: stripe.Disputed) -> None:
    row.answer_by = found.answer_by
    if found.status in (State.WON, State.LOST):
        row.state, row.ended_at = found.status, clock.now()
        (_win if found.status == State.WON else _lose)(row)
    row.save()


def _win(row: Chargeback) -> None:
    milestone = row.funding.milestone
    row.check_at = None
    books.post_chargeback_won(row)
    if not _still_asked(row):
        transitions.thaw(milestone, at=clock.now())
    emit_in_contract(events.ChargebackWon(amount=row.amount), on=milestone, by=None)


def _still_asked(row: Chargeback) -> bool:
    """Whether another one freezes the same milestone."""
    others = Chargeback.objects.open().filter(funding__milestone=row.funding.milestone_id)
    return others.exclude(pk=row.pk).exists()


def _lose(row: Chargeback) -> None:
    milestone = row.funding.milestone
    taken, rest = _taken(row)
    books.post_chargeback_lost(row, taken)
    _settle_refunds(row, taken.credit)
    row.held_value, row.fee_held_value, row.left_value = taken.held, taken.fee_held, rest
    milestone.held_value -= taken.held
    milestone.charged_back_value += row.amount_value
    if milestone.is_frozen and not milestone.held_value:
        transitions.mark_taken(milestone, at=clock.now())
    elif milestone.is_frozen and not _still_asked(row):
        transitions.thaw(milestone, at=clock.now())
    milestone.save(update_fields=["held_value", "charged_back_value"])
    take_released(row)
    row.check_at = clock.now() if row.left_value else None
    event = events.ChargebackLost if taken.held else events.ChargebackLostReleased
    emit_in_contract(event(amount=row.amount, held=Money(taken.held, row.currency)), on=milestone, by=None)
    if taken.held:
        hold_taken.send(Milestone, milestone=milestone)


def _settle_refunds(row: Chargeback, credit: Decimal) -> None:
    """What the bank paid of refunds that had failed is owed no more."""
    for refund in row.funding.refunds.owed().order_by("pk"):
        paid = min(credit, refund.owed.amount)
        if not paid:
            return
        credit -= paid
        refund.repaid_value += paid
        refund.repaid_at = clock.now() if refund.repaid_value == refund.amount.amount else None
        refund.save(update_fields=["repaid_value", "repaid_at"])


def _taken(row: Chargeback) -> tuple[Taken, Decimal]:
    """What is gone at once, and what of hers is to be taken from released parts."""
    funding, milestone = row.funding, row.funding.milestone
    is_late = funding.refunds.filter(reason=Refund.Reason.LATE_PAYMENT).exists()
    asked = row.charge.amount
    credit = min(asked, total([each.owed.amount for each in funding.refunds.owed().select_for_update(no_key=True)]))
    rest = asked - credit
    of_amount = rounded(rest * funding.amount_value / funding.charge.amount)
    if is_late:  # nothing was ever held of it
        return Taken(credit=credit, losses=rest), NOTHING
    held = min(of_amount, milestone.held_value)
    left = fee_left(milestone)[0] if held else NOTHING  # our fee is held beside what is held
    fee = rest - of_amount
    fee_held = left if held and held == milestone.held_value else min(fee, left)
    released = milestone.releases.exclude(state=Release.State.TAKEN_BACK).values_list("amount_value", flat=True)
    hers = min(of_amount - held, total(list(released)))
    losses = of_amount - held - hers
    return Taken(credit, held, fee_held, fee - fee_held, losses), hers


def take_released(row: Chargeback) -> None:
    """Take what is left from the parts that have not been paid out. The milestone and the row are locked; saves not."""
    waiting = row.funding.milestone.releases.select_for_update(no_key=True).order_by("pk")
    parts = list(waiting.filter(state__in=[Release.State.CLEARING, Release.State.PAYABLE]))
    for release in sorted(parts, key=lambda each: each.state != Release.State.CLEARING):
        if row.left_value:
            take_part(row, release)


def take_part(row: Chargeback, release: Release) -> None:
    """Take a released part, or as much of it as is left to be taken; the rest stays a part of its own. Saves not the
    row."""
    if release.amount_value > row.left_value:
        cut(release, row.left_value)
    before, release.state = release.state, Release.State.TAKEN_BACK
    release.save(update_fields=["state"])
    books.post_taken_back(row, release, before)
    row.earned_value += release.amount_value
    row.left_value -= release.amount_value

"""Calling back what is given back and had been paid out; what cannot be called back becomes a debt."""

from decimal import Decimal
from functools import partial

from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.debts.actions import add_debt
from market.payments.debts.recovery_actions import call_back, finish_recalls
from market.payments.give_backs.actions import reduce_left, refund_given, take_here, tell_of_more
from market.payments.give_backs.events import GivenBackOwed
from market.payments.give_backs.queries import returnable_of
from market.payments.ledger.debt_postings import GivenBackFrom
from market.payments.models import Chargeback, GiveBack, Release

State = Release.State
COLLECTABLE = (State.PAID_OUT, State.WITHHELD, State.EXCHANGED)


def collect_give_back(*, give_back_id: int) -> None:
    """Call back what is left of it, the oldest release first; before that, take what is here by now. May be called
    again at any time. It waits while a bank looks at the payment, or takes what is left of it: the client would be paid
    twice."""
    milestone_id = GiveBack.objects.values_list("milestone", flat=True).get(pk=give_back_id)
    if Chargeback.objects.open().filter(funding__milestone=milestone_id).exists():
        return
    finish_recalls(milestone_id)
    if not _look_again(give_back_id):
        return
    call_back(
        Release.objects.earned().filter(milestone=milestone_id, state__in=COLLECTABLE),
        mark=f"give-back:{give_back_id}",
        left_of=lambda: GiveBack.objects.get(pk=give_back_id).left_value,
        on_refused=partial(_record_debt, give_back_id),
    )


def _locked_give_back(give_back_id: int) -> GiveBack:
    milestone = locked_milestone(GiveBack.objects.values_list("milestone", flat=True).get(pk=give_back_id))
    row = lock(GiveBack.objects.all(), give_back_id)
    row.milestone = milestone
    return row


@atomic
def _look_again(give_back_id: int) -> bool:
    """End what the client has from a bank meanwhile, and take what a bank has sent back. False while a bank looks, and
    while a lost chargeback is not collected yet: what is called back goes to it first."""
    row = _locked_give_back(give_back_id)
    if (claimed := _claimed_by_banks(row)) is None:
        return False
    from_ = returnable_of(row.milestone)
    if row.left_value > (most := max(from_.all - claimed, Decimal(0))):
        reduce_left(row, Money(row.left_value - most, row.currency))
    amount = min(row.left_value, from_.here)
    if claimed:
        return False
    if amount:
        refund = refund_given(row.milestone, amount, GivenBackFrom(take_here(row.milestone, amount)))
        reduce_left(row, Money(amount, row.currency))
        tell_of_more(refund)
    return True


def _claimed_by_banks(row: GiveBack) -> Decimal | None:
    """What lost chargebacks have not collected yet of the same milestone; None while a bank looks at its payment."""
    chargebacks = Chargeback.objects.filter(funding__milestone=row.milestone_id)
    if chargebacks.open().exists():
        return None
    return total(list(chargebacks.values_list("left_value", flat=True)))


@atomic
def _record_debt(give_back_id: int, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
    row = _locked_give_back(give_back_id)
    release = lock(Release.objects.all(), release_id)
    if release.state not in COLLECTABLE or row.left_value != left:
        return  # another run was faster, or the bank has just sent the payout back: the next run takes it
    claimed = _claimed_by_banks(row)
    if claimed is None or row.left_value > returnable_of(row.milestone).all - claimed:
        return  # the client's bank has just taken the payment: the next run looks again
    release.owed_value += amount.amount
    release.save(update_fields=["owed_value"])
    add_debt(release, amount, row)
    reduce_left(row, amount)
    freelancer = row.milestone.contract.freelancer
    owed = GivenBackOwed(title=row.milestone.full_title, amount=amount, reason=why)
    emit(owed, on=row, by=None, to=[freelancer], page=release)

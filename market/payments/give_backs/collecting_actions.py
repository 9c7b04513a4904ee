"""Calling back what is given back and had been paid out; what cannot be called back becomes a debt."""

from decimal import Decimal
from functools import partial

from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.debts.actions import add_debt
from market.payments.debts.recovery_actions import call_back
from market.payments.give_backs.actions import refund_given, take_here, tell_of_more
from market.payments.give_backs.events import GivenBackOwed
from market.payments.give_backs.queries import returnable_of
from market.payments.ledger.debt_postings import GivenBackFrom
from market.payments.models import Chargeback, GiveBack, Release
from market.payments.releases.part_actions import split_release

State = Release.State
COLLECTABLE = (State.PAID_OUT, State.WITHHELD, State.EXCHANGED)


def collect_give_back(*, give_back_id: int) -> None:
    """Call back what is left of it, the oldest release first; before that, take what is here by now. May be called
    again at any time."""
    _look_again(give_back_id)
    milestone_id = GiveBack.objects.values_list("milestone", flat=True).get(pk=give_back_id)
    call_back(
        Release.objects.earned().filter(milestone=milestone_id, state__in=COLLECTABLE),
        mark=f"give-back:{give_back_id}",
        left_of=lambda: GiveBack.objects.get(pk=give_back_id).left_value,
        on_reversed=partial(_record_reversal, give_back_id),
        on_refused=partial(_record_debt, give_back_id),
    )


def _locked_give_back(give_back_id: int) -> GiveBack:
    milestone = locked_milestone(GiveBack.objects.values_list("milestone", flat=True).get(pk=give_back_id))
    row = lock(GiveBack.objects.all(), give_back_id)
    row.milestone = milestone
    return row


def _reduce_left(row: GiveBack, amount: Money) -> None:
    row.left_value -= amount.amount
    if not row.left_value:
        row.state, row.check_at = GiveBack.State.DONE, None
    row.save(update_fields=["left_value", "state", "check_at"])


@atomic
def _look_again(give_back_id: int) -> None:
    """End what the client has from a bank meanwhile, and take what a bank has sent back."""
    row = _locked_give_back(give_back_id)
    chargebacks = Chargeback.objects.filter(funding__milestone=row.milestone_id)
    claimed = total(list(chargebacks.values_list("left_value", flat=True)))
    from_ = returnable_of(row.milestone)
    if row.left_value > (most := max(from_.all - claimed, Decimal(0))):
        _reduce_left(row, Money(row.left_value - most, row.currency))
    amount = min(row.left_value, from_.here)
    if not amount or claimed or chargebacks.open().exists():
        return
    refund = refund_given(row.milestone, amount, GivenBackFrom(take_here(row.milestone, amount)))
    _reduce_left(row, Money(amount, row.currency))
    tell_of_more(refund)


@atomic
def _record_reversal(give_back_id: int, release_id: int, amount: Money) -> None:
    row = _locked_give_back(give_back_id)
    release = lock(Release.objects.select_related("payout"), release_id)
    if release.state != State.PAID_OUT or row.left_value < amount.amount:
        return  # recorded before, by the same call
    if release.amount_value > amount.amount:
        split_release(release, amount.amount)
    release.state = State.GIVEN_BACK
    release.save(update_fields=["state"])
    rail = release.payout.rail if release.payout else "stripe"
    refund = refund_given(row.milestone, amount.amount, GivenBackFrom({"provider": amount.amount}, rail))
    _reduce_left(row, amount)
    tell_of_more(refund)


@atomic
def _record_debt(give_back_id: int, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
    row = _locked_give_back(give_back_id)
    release = lock(Release.objects.all(), release_id)
    if release.state not in COLLECTABLE or row.left_value != left:
        return  # another run was faster, or the bank has just sent the payout back: the next run takes it
    release.owed_value += amount.amount
    release.save(update_fields=["owed_value"])
    add_debt(release, amount, row)
    _reduce_left(row, amount)
    freelancer = row.milestone.contract.freelancer
    owed = GivenBackOwed(title=row.milestone.full_title, amount=amount, reason=why)
    emit(owed, on=row, by=None, to=[freelancer], page=release)

"""What giving back would do. Reads only."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum

from market.contracts.models import Milestone
from market.core.base.money import Money, rounded, total
from market.payments.ledger.models import LedgerAccount, LedgerEntry
from market.payments.models import Chargeback, Debt, GiveBack, Release

NOTHING = Decimal("0.00")
State = Release.State


@dataclass(frozen=True, slots=True)
class GiveBackPlan:
    """Where money that is given back comes from: what clears, what is payable, what is called back from the
    freelancer's account at the provider, and what becomes a debt; `fee` goes back to the client with all of it."""

    amount: Money
    fee: Money
    clearing: Money
    payable: Money
    called_back: Money
    owed: Money

    @property
    def charge(self) -> Money:
        """What the client gets, once all of it is here."""
        return self.amount + self.fee

    @property
    def now(self) -> Money:
        """What of the amount goes to the client at once."""
        return self.clearing + self.payable


@dataclass(frozen=True, slots=True)
class Returnable:
    """What of a milestone's released money can be given back, by where it is."""

    clearing: Decimal
    payable: Decimal
    in_transit: Decimal
    with_transfer: Decimal
    gone: Decimal  # paid out by the bank, exchanged, or taken for a debt

    @property
    def here(self) -> Decimal:
        """What has not left yet."""
        return self.clearing + self.payable

    @property
    def all(self) -> Decimal:
        """All of it."""
        return self.here + self.in_transit + self.with_transfer + self.gone


def returnable_of(milestone: Milestone) -> Returnable:
    """What is released of it, was not taken back or given back, and is no debt."""
    sums = dict.fromkeys(("clearing", "payable", "in_transit", "with_transfer", "gone"), NOTHING)
    for release in milestone.releases.earned().exclude(state__in=Release.GONE):
        name = str(release.state)
        if name not in sums:
            name = "with_transfer" if release.transfer_id and release.state == State.PAID_OUT else "gone"
        sums[name] += release.amount_value - release.owed_value
    return Returnable(**sums)


def most_now(milestone: Milestone) -> Decimal:
    """How much of it can be given back now: what has not left, while a payout is on its way or some is called back."""
    from_ = returnable_of(milestone)
    waits = from_.in_transit or GiveBack.objects.filter(milestone=milestone, left_value__gt=0).exists()
    return from_.here if waits else from_.all


def plan_of(milestone: Milestone, amount: Money) -> GiveBackPlan:
    """What giving `amount` back would do now."""
    from_ = returnable_of(milestone)
    left, parts = amount.amount, []
    for available in (from_.clearing, from_.payable, from_.with_transfer):
        parts.append(min(left, available))
        left -= parts[-1]
    money = [Money(each, milestone.currency) for each in (fee_back(milestone, amount.amount), *parts, left)]
    return GiveBackPlan(amount, *money)


def fee_back(milestone: Milestone, amount: Decimal) -> Decimal:
    """The fee that goes back to the client with `amount`: its share of what we keep for what is released still; the
    last one takes the rest, so that the cents sum exactly."""
    entries = LedgerEntry.objects.filter(transaction__milestone=milestone, account__kind=LedgerAccount.Kind.FEES)
    fee: Decimal = entries.aggregate(sum=Sum("amount"))["sum"] or NOTHING
    released = milestone.released_value - milestone.given_back_value - _charged_back(milestone)
    return max(fee, NOTHING) if amount >= released else rounded(max(fee, NOTHING) * amount / released)


def _charged_back(milestone: Milestone) -> Decimal:
    """What lost chargebacks took of what was released, or take still: called back, paid from earnings, owed or
    forgiven."""
    lost = Chargeback.objects.filter(funding__milestone=milestone, state=Chargeback.State.LOST)
    owed = Debt.objects.filter(chargeback__in=lost).values_list("amount_value", flat=True)
    taken = lost.values_list(F("earned_value") + F("left_value"), flat=True)
    return total(list(taken)) + total(list(owed))

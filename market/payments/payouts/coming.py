"""What comes to a freelancer: each amount with the day on which it can be paid out or reaches the bank. Reads only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum

from market.contracts.models import Milestone
from market.core.base.money import CENT, Money
from market.payments.exchange_rates.models import ExchangeRate
from market.payments.models import Payout, Release
from market.payments.payouts.bank import expected_arrivals

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_HELD = 50
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ComingMoney:
    """An amount on its way: `at` is when it can be paid out (clearing) or is expected at the bank (in transit), None
    while the provider has not said when."""

    amount: Money
    stage: str
    at: datetime | None
    milestone: Milestone | None = None
    payout: Payout | None = None


@dataclass(frozen=True, slots=True)
class TakaEstimate:
    """An amount in taka by the newest rate that the operator recorded: the provider converts at a rate of its own."""

    taka: Money
    rate: Money
    rate_of: ExchangeRate


def money_coming_to(user: "User") -> list[ComingMoney]:
    """Released money that clears, and payouts on their way; the first to come first. Two statements, and the
    holidays where a payout waits for the bank."""
    releases = Release.objects.filter(freelancer=user, state=Release.State.CLEARING)
    clearing = [
        ComingMoney(each.amount, "clearing", each.clears_at, milestone=each.milestone)
        for each in releases.select_related("milestone__contract").order_by("clears_at", "pk")
    ]
    under_way = Sum("releases__amount_value", filter=Q(releases__state=Release.State.IN_TRANSIT))  # not what failed
    payouts = Payout.objects.filter(freelancer=user, state__in=[Payout.State.PENDING, Payout.State.IN_TRANSIT])
    rows = list(payouts.annotate(under_way=under_way).exclude(under_way=None).order_by("pk"))
    arrivals = expected_arrivals(rows)
    sent = [
        ComingMoney(Money(amount, payout.currency), "in_transit", arrivals[payout.pk], payout=payout)
        for payout in rows
        if (amount := payout.under_way)  # type: ignore[attr-defined]  # the annotation
    ]
    return sorted(sent + clearing, key=lambda each: each.at or NEVER)


def milestones_held_for(user: "User") -> list[Milestone]:
    """Milestones with money held for the freelancer: those that become theirs by silence first, MOST_HELD at most."""
    rows = Milestone.objects.filter(contract__freelancer=user, held_value__gt=0).select_related("contract")
    return list(rows.order_by(F("review_due_at").asc(nulls_last=True), "pk")[:MOST_HELD])


def estimated_in_taka(amount: Money) -> TakaEstimate | None:
    """What an amount of dollars is in taka, roughly and whole; None for taka, and without a rate."""
    if amount.currency.code != "USD" or (rate := ExchangeRate.objects.order_by("-day").first()) is None:
        return None
    taka = (amount.amount * rate.taka_per_dollar).quantize(Decimal(1))
    return TakaEstimate(Money(taka, "BDT"), Money(rate.taka_per_dollar.quantize(CENT), "BDT"), rate)

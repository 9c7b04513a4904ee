"""What a freelancer earned in a period, from the books: each release, and what was taken back of one later."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.money import Money, rounded, total
from market.payments.models import ExchangeRate, LedgerTransaction

if TYPE_CHECKING:
    from market.accounts.models import User

# Kinds of the ledger that change what was earned, and how.
EARNED = {"release": 1, "chargeback_reversed": -1, "chargeback_owed": -1, "give_back": -1}
PAID, RETURNED = Q(kind="payout_paid"), Q(kind="payout_failed", key__startswith="payout-returned:")


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, as the operator's country counts them."""

    since: date
    until: date

    def of(self, column: str) -> Q:
        """The condition that an instant lies in it."""
        zone = ZoneInfo(settings.TIME_ZONE)
        start = datetime.combine(self.since, time.min, zone)
        end = datetime.combine(self.until + timedelta(days=1), time.min, zone)
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """What was released on a day, or (below zero) taken back; in taka by the rate of the day, where there is one."""

    day: date
    milestone: Milestone
    amount: Money
    rate: Decimal | None
    taka: Money | None


def income_lines(user: "User", period: Period) -> list[IncomeLine]:
    """Oldest first."""
    rows = LedgerTransaction.objects.filter(
        period.of("at"), milestone__contract__freelancer=user, kind__in=list(EARNED)
    ).select_related("milestone__contract__client")
    rates = _Rates(period)
    return [_line(row, rates) for row in rows.order_by("id")]


def paid_out_in(user: "User", period: Period) -> dict[tuple[str, str], Decimal]:
    """What reached the freelancer's accounts, less what came back: by the currency that was earned, and the one in
    which it was paid out, which is another one where it was exchanged."""
    rows = LedgerTransaction.objects.filter(
        PAID | RETURNED, period.of("at"), milestone__contract__freelancer=user
    ).values_list("kind", "facts", "milestone__currency")
    sums: dict[tuple[str, str], Decimal] = {}
    for kind, facts, earned in rows:
        amount = Decimal(facts["amount"])
        value = amount if kind == "payout_paid" else -amount
        sums[earned, facts["currency"]] = sums.get((earned, facts["currency"]), Decimal("0.00")) + value
    return sums


def sums_of(amounts: Iterable[Money]) -> dict[str, Money]:
    """The sum of each currency."""
    by_currency: dict[str, list[Decimal]] = {}
    for each in amounts:
        by_currency.setdefault(str(each.currency), []).append(each.amount)
    return {currency: Money(total(values), currency) for currency, values in sorted(by_currency.items())}


def amount_of(row: LedgerTransaction) -> Money:
    """What a transaction moved."""
    return Money(Decimal(row.facts["amount"]), row.facts["currency"])


def _line(row: LedgerTransaction, rates: "_Rates") -> IncomeLine:
    if row.milestone is None:
        raise ValueError("Income belongs to a milestone.")
    day = clock.local(row.at).date()
    amount = amount_of(row) * EARNED[row.kind]
    if str(amount.currency) == "BDT":
        return IncomeLine(day, row.milestone, amount, None, amount)
    rate = rates.on(day)
    taka = Money(rounded(amount.amount * rate), "BDT") if rate is not None else None
    return IncomeLine(day, row.milestone, amount, rate, taka)


class _Rates:
    """The rates of a period: of a day the one recorded for it, else the last before that is not too old."""

    def __init__(self, period: Period) -> None:
        self.most = timedelta(days=settings.LIFECYCLE.exchange_rate_days)
        rows = ExchangeRate.objects.filter(day__range=(period.since - self.most, period.until)).order_by("day")
        self.rows = list(rows.values_list("day", "taka_per_dollar"))
        self.days = [day for day, _rate in self.rows]

    def on(self, day: date) -> Decimal | None:
        """Taka for a dollar."""
        place = bisect_right(self.days, day) - 1
        if place < 0 or self.days[place] < day - self.most:
            return None
        return self.rows[place][1]

"""Money by month, from the ledger, and the bars that show it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from market.core.base import clock
from market.core.base.money import Money, total
from market.core.base.prepared import prepared
from market.payments.models import LedgerAccount, LedgerEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User

CHOICES = (6, 12)
WIDE, HIGH, TOP = 312, 84, 14  # of the drawing; the bars stand between TOP and TOP + HIGH
Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class Bar:
    """A month and its sum; where its bar stands in the drawing."""

    month: date
    sum: Money
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """The last months in one currency."""

    currency: str
    bars: list[Bar]
    largest: Money
    sum: Money


def months_back(count: int) -> list[date]:
    """The first days of the last months, this one last, in the site's time zone."""
    today = clock.local(clock.now()).date()
    numbers = [today.year * 12 + today.month - 1 - back for back in reversed(range(count))]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def earned_by_month(user: "User") -> dict[str, dict[date, Decimal]]:
    """What was released to her, by currency and month: one statement."""
    return _in_months(_earned(user))


def spent_by_month(user: "User") -> dict[str, dict[date, Decimal]]:
    """What a client let go, with our fee for it, by currency and month: one statement."""
    return _in_months(_spent(user))


Row = tuple[str, datetime, Decimal]


@prepared
def _earned(user: "User") -> "QuerySet[LedgerEntry, Row]":
    return _by_month(Q(account__kind=Kind.CLEARING, account__user=user))


@prepared
def _spent(user: "User") -> "QuerySet[LedgerEntry, Row]":
    kept = Q(account__kind__in=[Kind.CLEARING, Kind.FEES])
    return _by_month(kept & Q(transaction__milestone__contract__client=user))


def _by_month(which: Q) -> "QuerySet[LedgerEntry, Row]":
    released = LedgerEntry.objects.filter(which, transaction__kind="release")
    rows = released.annotate(month=TruncMonth("transaction__at")).order_by().values_list("account__currency", "month")
    return rows.annotate(Sum("amount"))


def _in_months(rows: list[Row]) -> dict[str, dict[date, Decimal]]:
    found: dict[str, dict[date, Decimal]] = {}
    for currency, month, amount in rows:
        found.setdefault(currency, {})[month.date()] = amount
    return found


def charts(sums: dict[str, dict[date, Decimal]], count: int) -> dict[str, Chart]:
    """By currency, the bars of the last months; a currency in which nothing moved in them has none."""
    months = months_back(count)
    found = {}
    for currency, by_month in sums.items():
        amounts = [by_month.get(month, Decimal("0.00")) for month in months]
        if largest := max(amounts):
            bars = [
                Bar(month, Money(amount, currency), *_box(place, amount / largest, WIDE / count))
                for place, (month, amount) in enumerate(zip(months, amounts, strict=True))
            ]
            found[currency] = Chart(currency, bars, Money(largest, currency), Money(total(amounts), currency))
    return found


def _box(place: int, share: Decimal, slot: float) -> tuple[float, float, float, float]:
    height = round(float(share) * HIGH, 1)
    return round((place + 0.15) * slot, 1), round(TOP + HIGH - height, 1), round(slot * 0.7, 1), height

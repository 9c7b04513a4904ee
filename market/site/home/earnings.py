"""Sums by month, from the ledger, and their bar charts."""

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
from market.payments.queries import GIVEN_BACK_FROM, NOTHING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User

CHOICES = (6, 12)
WIDTH, HEIGHT, TOP = 312, 84, 14  # of the SVG in pixels; bars are between TOP and TOP + HEIGHT
Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a month: its sum, and its rectangle in the SVG."""

    month: date
    sum: Money
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The x of its label."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """The last months in one currency."""

    currency: str
    bars: list[Bar]
    largest: Money
    sum: Money


def months_back(count: int) -> list[date]:
    """The first days of the last `count` months, this one last, in the site's time zone."""
    today = clock.local(clock.now()).date()
    numbers = [today.year * 12 + today.month - 1 - back for back in reversed(range(count))]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def earned_by_month(user: "User") -> dict[str, dict[date, Decimal]]:
    """What was released to a freelancer, less what they gave back, by currency and month. One statement."""
    return _sums_by_month(_earned(user))


def spent_by_month(user: "User") -> dict[str, dict[date, Decimal]]:
    """What a client released and did not get back, with the fee, by currency and month. One statement."""
    return _sums_by_month(_spent(user))


Row = tuple[str, datetime, Decimal]


@prepared
def _earned(user: "User") -> "QuerySet[LedgerEntry, Row]":
    given_back = Q(transaction__milestone__contract__freelancer=user, account__kind__in=GIVEN_BACK_FROM)
    released = _by_month(Q(transaction__kind="release", account__kind=Kind.CLEARING, account__user=user))
    return released.union(_by_month(Q(transaction__kind="give_back") & given_back), all=True)


@prepared
def _spent(user: "User") -> "QuerySet[LedgerEntry, Row]":
    released = Q(transaction__kind="release", account__kind__in=[Kind.CLEARING, Kind.FEES])
    given_back = Q(transaction__kind="give_back", account__kind__in=[*GIVEN_BACK_FROM, Kind.FEES])
    return _by_month((released | given_back) & Q(transaction__milestone__contract__client=user))


def _by_month(which: Q) -> "QuerySet[LedgerEntry, Row]":
    rows = LedgerEntry.objects.filter(which).annotate(month=TruncMonth("transaction__at")).order_by()
    return rows.values_list("account__currency", "month").annotate(Sum("amount"))


def _sums_by_month(rows: list[Row]) -> dict[str, dict[date, Decimal]]:
    by_currency: dict[str, dict[date, Decimal]] = {}
    for currency, month, amount in rows:
        months = by_currency.setdefault(currency, {})
        months[month.date()] = months.get(month.date(), NOTHING) + amount
    return by_currency


def build_charts(sums: dict[str, dict[date, Decimal]], count: int) -> dict[str, Chart]:
    """By currency, the chart of the last `count` months; currencies without any sum in them are left out. A month in
    which more came back than was released has no bar."""
    months = months_back(count)
    result = {}
    for currency, by_month in sums.items():
        amounts = [by_month.get(month, NOTHING) for month in months]
        if (largest := max(amounts)) > 0:
            bars = [
                Bar(month, Money(amount, currency), *_box(index, max(amount, NOTHING) / largest, WIDTH / count))
                for index, (month, amount) in enumerate(zip(months, amounts, strict=True))
            ]
            result[currency] = Chart(currency, bars, Money(largest, currency), Money(total(amounts), currency))
    return result


def _box(index: int, share: Decimal, slot: float) -> tuple[float, float, float, float]:
    height = round(float(share) * HEIGHT, 1)
    return round((index + 0.15) * slot, 1), round(TOP + HEIGHT - height, 1), round(slot * 0.7, 1), height

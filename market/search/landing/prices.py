"""What work costs within a topic, a skill or a district: counted from the public profiles and services."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Aggregate, CharField, Count, F, Max, Min, Value

from market.core.base.money import Money
from market.core.text import locale
from market.core.web.caches import compute_once, key_of
from market.profiles.models import Profile
from market.services.models import Service

if TYPE_CHECKING:
    from market.search.understanding.entries import Entry

SECONDS = 600  # in the cache
LEAST_FOR_A_MEDIAN = 5
Source = Literal["rate", "service"]


class Median(Aggregate):
    """The value that half of the rows do not exceed."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class PriceRange:
    """In one currency: the starting rates of so many freelancers ("rate"), or the prices from which so many services
    start ("service"). `median` is None where few prices would make it chance.
    """

    source: Source
    count: int
    low: Money
    high: Money
    median: Money | None


def price_ranges(entry: "Entry") -> list[PriceRange]:
    """The ranges within a topic, skill or district, in the reader's own currency first: taka on Bangla pages.

    One statement, once in ten minutes.
    """
    ranges = compute_once("fragments", key_of("prices", entry.kind, entry.id), lambda: _read(entry), seconds=SECONDS)
    first = "BDT" if locale.language() == "bn" else "USD"
    return sorted(ranges, key=lambda each: (each.source, str(each.low.currency) != first))


def _read(entry: "Entry") -> list[PriceRange]:
    rates = _of(Profile.objects.public().filter(rate_amount__isnull=False), entry, district="district")
    services = _of(Service.objects.public(), entry, district="freelancer__profile__district")
    rows = _ranges(rates, "rate", "rate_currency", "rate_amount")
    rows = rows.union(_ranges(services, "service", "currency", "price_from_value"), all=True)
    return [_range(*row) for row in rows]


def _of(rows: Any, entry: "Entry", *, district: str) -> Any:
    conditions: dict[str, dict[str, Any]] = {
        "topic": {"topic": entry.id},
        "skill": {"document__skill_ids__contains": [entry.id]},
        "district": {district: entry.id},
    }
    return rows.filter(document__isnull=False, **conditions[entry.kind])


def _ranges(rows: Any, source: Source, currency: str, amount: str) -> Any:
    grouped = rows.order_by().values(of=F(currency))
    return grouped.annotate(
        source=Value(source, CharField()), n=Count("pk"), low=Min(amount), high=Max(amount), median=Median(amount)
    ).values_list("source", "of", "n", "low", "high", "median")


def _range(source: Source, currency: str, count: int, low: Decimal, high: Decimal, median: Decimal) -> PriceRange:
    middle = Money(median, currency) if count >= LEAST_FOR_A_MEDIAN else None
    return PriceRange(source, count, Money(low, currency), Money(high, currency), middle)

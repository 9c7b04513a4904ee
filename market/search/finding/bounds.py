"""The amounts of a query as bounds on the amounts of rows, the same for every engine.

The API compares amounts of one currency alone. Pages convert (`is_converted`): at most 6,000 taka is also at most 50
dollars, by the rate by which the site compares prices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from market.core.base.money import CURRENCIES, converted
from market.search.finding.queries import List, SearchQuery

Field = Literal["price", "budget_min", "budget_max"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The least ("gte") or the most ("lte") that an amount of a row may be."""

    field: Field
    comparison: Literal["gte", "lte"]
    amount: Decimal


# A budget is asked for as a range that the job's own touches: the least is for its upper end.
_BOUNDED: dict[List, Mapping[str, tuple[Field, Literal["gte", "lte"]]]] = {
    "talent": {"rate_max": ("price", "lte")},
    "jobs": {"budget_min": ("budget_max", "gte"), "budget_max": ("budget_min", "lte")},
    "services": {"price_min": ("price", "gte"), "price_max": ("price", "lte")},
}


def bounds_by_currency(query: SearchQuery) -> dict[str, list[Bound]]:
    """The currencies that a row may have, each with the bounds of its amounts; empty where any row will do.

    A currency without an amount bounds nothing, but asks for rows in it.
    """
    if not (query.amounts or query.currency):
        return {}
    currency = query.currency or "USD"
    currencies = CURRENCIES if query.is_converted and query.amounts else (currency,)
    amounts = {name: getattr(query, name) for name in query.amounts}
    return {
        to: [Bound(*_BOUNDED[query.kind][name], converted(amount, currency, to)) for name, amount in amounts.items()]
        for to in currencies
    }

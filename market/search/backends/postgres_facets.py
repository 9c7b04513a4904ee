"""Facets in PostgreSQL: a column of each facet in the rows that match, their conditions, and all counts in one pass.

A row counts for a facet if it meets the filters of all others. `miss` has a bit for each facet whose filter the row
does not meet; so rows that miss two count nowhere, and one that misses a single facet counts for that facet alone.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, FloatField, Func, IntegerField, Value
from django.db.models.functions import Cast, Coalesce

from market.search.backends import postgres_ranking as by
from market.search.finding import facets
from market.search.finding.facets import FACETS, EntryFacet, Facet, RangeFacet
from market.search.finding.queries import List, SearchQuery

OF_PROFILE = "freelancer__profile__"
OF_CLIENT = "client__client_profile__"
Sql = tuple[str, list[Any]]


def _client(column: str) -> Any:
    """A figure of a job's client, 0 before they have any."""
    return Coalesce(Cast(F(f"{OF_CLIENT}{column}"), IntegerField()), Value(0))


# The number of each range facet, and the column of each other one, as a search engine's documents hold them too.
COLUMNS: dict[List, dict[str, Any]] = {
    "talent": {
        "topic": F("topic_id"),
        "skill": F("document__skill_ids"),
        "district": F("district_id"),
        "language": F("languages"),
        "availability": F("availability"),
        "price": by.dollars("price_amount", "price_currency"),
        "rating": by.stars(""),
        "jobs_done": F("jobs_done"),
        "exam": F("exams_passed"),
    },
    "jobs": {
        "topic": F("topic_id"),
        "skill": F("document__skill_ids"),
        "budget": by.dollars("budget_max_amount", "currency"),
        "posted": 0 - by.newest("published_at"),
        "bids": F("bid_count"),
        "payment": _client("payment_proven"),
        "hires": _client("jobs_filled"),
        "client_rating": by.stars(OF_CLIENT),
    },
    "services": {
        "topic": F("topic_id"),
        "skill": F("document__skill_ids"),
        "price": by.dollars("price_from_value", "currency"),
        "delivery": F("days_from"),
        "rating": by.stars(OF_PROFILE),
        "district": F(f"{OF_PROFILE}district_id"),
        "language": F(f"{OF_PROFILE}languages"),
    },
}


class Step(Func):
    """The step of a number among thresholds; -1 for none."""

    template = "coalesce(width_bucket(%(expressions)s), -1)"
    output_field = IntegerField()


def columns(kind: List, now: datetime) -> dict[str, Any]:
    """An expression for each facet of a list: ids, words, or the step of a range facet."""
    result = {}
    for facet in FACETS[kind]:
        column = COLUMNS[kind][facet.name]
        if isinstance(facet, RangeFacet):
            bounds = Value([float(each) for each in facet.thresholds(now)], ArrayField(FloatField()))
            column = Step(Cast(column, FloatField()), Cast(bounds, ArrayField(FloatField())))
        result[f"facet_{facet.name}"] = column
    return result


def names(kind: List) -> list[str]:
    """The names of these columns."""
    return [f"facet_{facet.name}" for facet in FACETS[kind]]


def missed(query: SearchQuery, now: datetime) -> Sql:
    """The SQL of `miss`."""
    conditions = facets.chosen(query)
    parts, params = ["0"], list[Any]()
    for number, facet in enumerate(FACETS[query.kind]):
        if facet in conditions:
            condition, values = _condition(facet, conditions[facet], now)
            parts.append(f"CASE WHEN {condition} THEN 0 ELSE {1 << number} END")
            params.append(values)
    return " | ".join(parts), params


def _condition(facet: Facet, chosen: Sequence[str], now: datetime) -> tuple[str, list[Any]]:
    """The SQL condition of the values that were chosen, and its one parameter."""
    column = f"facet_{facet.name}"
    if isinstance(facet, RangeFacet):
        steps = facet.steps(now)
        return f"{column} = ANY(%s::integer[])", sorted({step for value in chosen for step in steps.get(value, ())})
    if isinstance(facet, EntryFacet):
        is_list = facet.name == "skill"
        return (f"{column} && %s::bigint[]" if is_list else f"{column} = ANY(%s::bigint[])"), facet.ids(chosen)
    is_list = facet.name == "language"
    return (f"{column}::text[] && %s::text[]" if is_list else f"{column} = ANY(%s::text[])"), list(chosen)


def counting(kind: List) -> str:
    """The SQL of the counts of all facets, as JSON, from rows `marked` with `miss`: [facet, value, miss, count]."""
    alone = [f"facet_{facet.name}" for facet in FACETS[kind] if facet.name != "skill"]
    sets = ", ".join(f"({column}, miss)" for column in alone)
    name = " ".join(f"WHEN grouping({column}) = 0 THEN '{column}'" for column in alone)
    value = f"coalesce({', '.join(f'{column}::text' for column in alone)})"
    return (
        "(SELECT coalesce(jsonb_agg(jsonb_build_array(name, value, miss, n)), '[]')::text FROM ("  # noqa: S608
        f"SELECT CASE {name} END AS name, {value} AS value, miss, count(*) AS n FROM marked "
        f"GROUP BY GROUPING SETS ({sets}) "
        "UNION ALL SELECT 'facet_skill', skill::text, miss, count(*) FROM marked, unnest(facet_skill) AS skill "
        "GROUP BY skill, miss) AS counted WHERE value IS NOT NULL)"
    )


def counts(kind: List, text: str, now: datetime) -> dict[str, dict[Any, int]]:
    """The count of each value of each facet, from that JSON: without the facet's own filter."""
    totals: dict[str, dict[Any, int]] = {facet.name: {} for facet in FACETS[kind]}
    bits = {facet.name: 1 << number for number, facet in enumerate(FACETS[kind])}
    for column, value, miss, n in json.loads(text):
        name = column.removeprefix("facet_")
        if miss & ~bits[name] == 0:
            for each in _values(name, value):
                totals[name][each] = totals[name].get(each, 0) + n
    for facet in FACETS[kind]:
        if isinstance(facet, RangeFacet):
            totals[facet.name] = facets.added_up(facet, totals[facet.name], now)
    return totals


def _values(name: str, text: str) -> Iterator[Any]:
    """The values of a group: several languages, else one; numbers for all but words."""
    if name == "language":
        yield from set(text.strip("{}").split(",")) - {""}
    else:
        yield text if name == "availability" else int(text)

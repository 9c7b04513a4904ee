"""Facets on the search engine: the condition of each, and the aggregations that count its values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from market.search.finding.facets import EntryFacet, Facet, Range, RangeFacet, chosen
from market.search.finding.queries import SearchQuery

Clause = dict[str, Any]
# The field of each facet that is not called the same.
FIELDS = {
    "skill": "skill_ids",
    "language": "languages",
    "price": "dollars",
    "budget": "dollars",
    "rating": "stars",
    "posted": "published_at",
    "bids": "bid_count",
    "exam": "exams_passed",
    "payment": "client_payment",
    "hires": "client_hires",
    "client_rating": "client_stars",
    "delivery": "days",
}
MOST_VALUES = 500  # of a facet


def conditions(query: SearchQuery, now: datetime) -> dict[Facet, Clause]:
    """The facets that a query sets, with what each asks of a row."""
    return {facet: _condition(facet, values, now) for facet, values in chosen(query).items()}


def _condition(facet: Facet, values: Sequence[str], now: datetime) -> Clause:
    """The rows that have one of the values that were chosen."""
    field = FIELDS.get(facet.name, facet.name)
    if isinstance(facet, RangeFacet):
        ranges = [each for each in facet.at(now) if each.value in values]
        return {"bool": {"should": [_within(field, each) for each in ranges], "minimum_should_match": 1}}
    return {"terms": {field: facet.ids(values) if isinstance(facet, EntryFacet) else list(values)}}


def _within(field: str, numbers: Range) -> Clause:
    if numbers.is_none:
        return {"bool": {"must_not": [{"exists": {"field": field}}]}}
    bounds = {"gte": numbers.low, "lt": numbers.high}
    return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}


def aggregations(facet: Facet, now: datetime) -> dict[str, Any]:
    """What counts the values of a facet, under its name, and the rows without a number, beside it."""
    field = FIELDS.get(facet.name, facet.name)
    if not isinstance(facet, RangeFacet):
        return {facet.name: {"terms": {"field": field, "size": MOST_VALUES}}}
    kind = "date_range" if facet.unit == "age" else "range"
    ranges = [_bounds(each) for each in facet.at(now) if not each.is_none]
    without = {_without(facet, each): {"missing": {"field": field}} for each in facet.ranges if each.is_none}
    return {facet.name: {kind: {"field": field, "ranges": ranges}}, **without}


def _without(facet: RangeFacet, numbers: Range) -> str:
    return f"{facet.name} {numbers.value}"


def _bounds(numbers: Range) -> dict[str, Any]:
    bounds = {"key": numbers.value, "from": numbers.low, "to": numbers.high}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def counts(facet: Facet, answered: Mapping[str, Any]) -> dict[Any, int]:
    """The count of each value, without those of which there are none."""
    is_entry = isinstance(facet, EntryFacet)
    buckets = answered[facet.name]["buckets"]
    by_value = {int(each["key"]) if is_entry else each["key"]: each["doc_count"] for each in buckets}
    if isinstance(facet, RangeFacet):
        by_value |= {each.value: answered[_without(facet, each)]["doc_count"] for each in facet.ranges if each.is_none}
    return {value: count for value, count in by_value.items() if count}

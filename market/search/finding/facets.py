"""Facets: the filters of a list that are counted. Each engine counts the values of a facet without its own filter.

A facet's filter is a text: the values that were chosen, in order, with commas ("dhaka,khulna"; "" for all). A row has
to have one of them, of each facet that is set. A range facet sorts rows by a number; its values are ranges, which may
overlap ("4 and more" has all of "4.5 and more"). Facets are keys of dictionaries, so each equals itself alone: their
labels are not hashed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from market.profiles.models import Profile
from market.search.finding.queries import List, SearchQuery
from market.search.understanding.entries import Kind
from market.search.understanding.vocabulary import vocabulary

DAY = 86_400_000  # milliseconds
Unit = Literal["dollars", "stars", "jobs", "bids", "hires", "days", "age", "payment", "exam"]


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to below `high`; None is open. With neither: rows that have no number."""

    value: str
    low: float | None = None
    high: float | None = None

    @property
    def is_none(self) -> bool:
        """Whether it is for rows without a number."""
        return self.low is None and self.high is None


@dataclass(frozen=True, slots=True, eq=False)
class EntryFacet:
    """Topics, skills or districts: values are slugs; engines count ids."""

    name: Kind
    is_single = False

    @property
    def values(self) -> list[str]:
        """The slugs."""
        return list(vocabulary().of(self.name))

    def ids(self, chosen: Iterable[str]) -> list[int]:
        """The ids of slugs; those that are unknown are left out."""
        entries = vocabulary().of(self.name)
        return [entries[slug].id for slug in chosen if slug in entries]


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceFacet:
    """Some words: of a freelancer's languages, or their availability."""

    name: str
    choices: tuple[tuple[str, Any], ...]
    is_single = False

    @property
    def values(self) -> list[str]:
        """The words."""
        return [value for value, _ in self.choices]


@dataclass(frozen=True, slots=True, eq=False)
class RangeFacet:
    """Ranges of a number. `age`: of days since an instant; the number is the instant in milliseconds.

    `is_single`: the ranges contain each other, so one is chosen.
    """

    name: str
    unit: Unit
    ranges: tuple[Range, ...]
    is_single: bool = False

    @property
    def values(self) -> list[str]:
        """The names of the ranges."""
        return [each.value for each in self.ranges]

    def at(self, now: datetime) -> tuple[Range, ...]:
        """The ranges of the number itself."""
        if self.unit != "age":
            return self.ranges
        today = int(now.timestamp() * 1000)
        return tuple(Range(each.value, today - (each.high or 0) * DAY) for each in self.ranges)

    def thresholds(self, now: datetime) -> list[float]:
        """The bounds of all ranges, ascending. A number's step is how many of them it reaches."""
        return sorted({bound for each in self.at(now) for bound in (each.low, each.high) if bound is not None})

    def steps(self, now: datetime) -> dict[str, range]:
        """The steps of each range; those without a number have the step -1."""
        bounds = self.thresholds(now)
        return {
            each.value: range(-1, 0)
            if each.is_none
            else range(
                0 if each.low is None else bisect_right(bounds, each.low),
                len(bounds) + 1 if each.high is None else bisect_left(bounds, each.high) + 1,
            )
            for each in self.at(now)
        }


Facet = EntryFacet | ChoiceFacet | RangeFacet


def _between(*bounds: int) -> tuple[Range, ...]:
    """Ranges side by side, of whole numbers: up to the first bound, from it to the next …"""
    inner = [Range(f"{low}-{high}", low, high) for low, high in zip(bounds, bounds[1:], strict=False)]
    return Range(f"0-{bounds[0]}", None, bounds[0]), *inner, Range(f"{bounds[-1]}-", bounds[-1])


def _at_least(*bounds: float) -> tuple[Range, ...]:
    return tuple(Range(f"{bound:g}", bound) for bound in bounds)


TOPIC, SKILL, DISTRICT = EntryFacet("topic"), EntryFacet("skill"), EntryFacet("district")
LANGUAGE = ChoiceFacet("language", tuple(Profile.Language.choices))
AVAILABILITY = ChoiceFacet("availability", tuple(Profile.Availability.choices))
RATING = RangeFacet("rating", "stars", _at_least(4.5, 4, 3), is_single=True)
PRICE = RangeFacet("price", "dollars", _between(10, 25, 50, 100, 250))
JOBS_DONE = RangeFacet("jobs_done", "jobs", _between(1, 5))
EXAM = RangeFacet("exam", "exam", (Range("passed", 1),), is_single=True)
BUDGET = RangeFacet("budget", "dollars", (*_between(50, 100, 250, 500, 1000), Range("none")))
POSTED = RangeFacet("posted", "age", tuple(Range(str(days), None, days) for days in (1, 3, 7, 30)), is_single=True)
BIDS = RangeFacet("bids", "bids", _between(5, 10, 20))
PAYMENT = RangeFacet("payment", "payment", (Range("proven", 1),), is_single=True)
HIRES = RangeFacet("hires", "hires", _between(1, 10))
CLIENT_RATING = RangeFacet("client_rating", "stars", _at_least(4.5, 4, 3), is_single=True)
DELIVERY = RangeFacet("delivery", "days", tuple(Range(str(n), None, n + 1) for n in (1, 3, 7, 14)), is_single=True)
FACETS: dict[List, tuple[Facet, ...]] = {
    "talent": (TOPIC, SKILL, DISTRICT, LANGUAGE, AVAILABILITY, PRICE, RATING, JOBS_DONE, EXAM),
    "jobs": (TOPIC, SKILL, BUDGET, POSTED, BIDS, PAYMENT, HIRES, CLIENT_RATING),
    "services": (TOPIC, SKILL, PRICE, DELIVERY, RATING, DISTRICT, LANGUAGE),
}


def split(text: str) -> list[str]:
    """The values of a facet's filter."""
    return [value for value in text.split(",") if value]


def chosen(query: SearchQuery) -> dict[Facet, list[str]]:
    """The facets that a query sets, with their values."""
    values = {facet: split(getattr(query, facet.name)) for facet in FACETS[query.kind]}
    return {facet: each for facet, each in values.items() if each}


def added_up(facet: RangeFacet, by_step: Mapping[int, int], now: datetime) -> dict[str, int]:
    """The count of each range, from the counts of the steps; without those of which there are none."""
    counts = {value: sum(by_step.get(step, 0) for step in steps) for value, steps in facet.steps(now).items()}
    return {value: count for value, count in counts.items() if count}

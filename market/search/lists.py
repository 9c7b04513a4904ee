"""A page of a list: found by the backend, its rows read in two statements at most, and a way on where nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Left

from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.backends import postgres as backend
from market.search.backends.postgres import PAGE
from market.search.queries import Found, JobQuery, SearchQuery, TalentQuery
from market.search.texts import words
from market.search.vocabulary import Entry, vocabulary

OPENING = 400  # letters of a description that are read for its summary
MOST_OPTIONS = 40
LONGEST_NUMBER = 7


class Rows(Sequence[Any]):
    """One page's rows, standing for the whole list that they are of: what a paginator needs."""

    def __init__(self, rows: list[Any], count: int) -> None:
        self.rows, self.all = rows, count

    def __len__(self) -> int:
        return self.all

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return self.rows if isinstance(index, slice) else self.rows[index]


@dataclass(frozen=True, slots=True)
class Offer:
    """A way out of an empty list: the query without one filter, or with that one only, and how many that finds."""

    name: str
    query: SearchQuery
    count: int
    only: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. The last three are filled by `with_ways_on`."""

    query: SearchQuery
    found: Found
    page: "Page[Any]"
    offers: list[Offer] = field(default_factory=list)
    suggestions: list[Entry] = field(default_factory=list)
    other_count: int = 0

    @property
    def rows(self) -> list[Any]:
        """The profiles or jobs, each with `card_skills`."""
        return list(self.page.object_list)

    def options(self, facet: Any) -> list[tuple[Entry, int]]:
        """What a facet can be set to, with how many that would find; the chosen one always."""
        chosen = getattr(self.query, facet, "")
        counts = self.found.facets.get(facet, {})
        found = [(entry, counts.get(entry.id, 0)) for entry in vocabulary().of(facet).values()]
        kept = [(entry, count) for entry, count in found if count or entry.slug == chosen]
        if facet == "skill":
            kept = sorted(kept, key=lambda pair: (pair[0].slug != chosen, -pair[1]))[:MOST_OPTIONS]
        return sorted(kept, key=lambda pair: pair[0].name) if facet != "topic" else kept


def listing(query: SearchQuery, number: object = 1, limit: int = PAGE) -> Listing:
    """The page of that number (what is no number is the first, what is past the end the last)."""
    asked = int(str(number)) if str(number).isdecimal() and len(str(number)) < LONGEST_NUMBER else 1
    found = backend.find(query, offset=max(asked - 1, 0) * limit, limit=limit)
    if found.count and not found.ids:
        last = (found.count - 1) // limit
        found = backend.find(query, offset=last * limit, limit=limit)
    page = Paginator(Rows(rows_of(query, found.ids), found.count), limit).get_page(asked)
    return Listing(query, found, page)


def with_ways_on(empty: Listing) -> Listing:
    """The same list where nothing was found, with what finds something: one statement more."""
    query = empty.query
    names = query.active
    rests = [(name, query.without(name, *_beside(name)), False) for name in names]
    if len(names) > 2:
        rests += [(name, query.only(name, *_beside(name)), True) for name in names]
    *counts, other_count = backend.count_each([*(rest for _, rest, _ in rests), other_query(query)])
    found = [Offer(name, rest, n, only) for (name, rest, only), n in zip(rests, counts, strict=True) if n]
    offers = [offer for offer in found if not offer.only] or found
    return replace(empty, offers=offers, suggestions=suggestions(query.q), other_count=other_count)


def _beside(name: str) -> tuple[str, ...]:
    """The currency goes with the amount that it stands beside."""
    return ("currency",) if name in ("rate_max", "budget_min", "budget_max") else ()


def other_query(query: SearchQuery) -> SearchQuery:
    """The same words, topic and skill in the other list."""
    other = JobQuery if isinstance(query, TalentQuery) else TalentQuery
    return other(q=query.q, topic=query.topic, skill=query.skill)


def suggestions(q: str, most: int = 3) -> list[Entry]:
    """What a person may have meant."""
    asked = words(q)
    known = vocabulary()
    found = known.nearest(" ".join(asked), most)
    for word in asked:
        found += known.nearest(word, most)
    return list(dict.fromkeys(found))[:most]


def rows_of(query: SearchQuery, ids: list[int]) -> list[Any]:
    """The profiles or jobs of these ids, in this order, with all that a card shows but their skills' rows."""
    if not ids:
        return []
    rows: QuerySet[Any]
    if isinstance(query, TalentQuery):
        rows = Profile.objects.public().select_related("user", "topic", "district", "certificate")
        rows = rows.defer("story_en", "story_bn")
    else:
        rows = Job.objects.public().select_related("topic").annotate(opening=Left("description", OPENING))
        rows = rows.defer("description")
    skills = vocabulary().by_id("skill")
    by_id: dict[int, Any] = {
        row.pk: row for row in rows.filter(pk__in=ids).annotate(skill_ids=F("document__skill_ids"))
    }
    for row in by_id.values():
        row.card_skills = [skills[pk] for pk in row.skill_ids if pk in skills]
        # The cards of the API read `skills.all()`: answered from memory too, in place of a statement.
        row._prefetched_objects_cache = {"skills": row.card_skills}
        if isinstance(query, JobQuery):
            row.description = row.opening  # a summary is cut from it; the whole text was not read
    return [by_id[pk] for pk in ids if pk in by_id]

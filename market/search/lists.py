"""A page of a list: found by the backend, its rows read in two statements at most, and a way on where nothing is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Left

from market.core.base import clock
from market.core.base.prepared import Each, prepared
from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import apart_from
from market.search import query_cache
from market.search.backends import postgres as backend
from market.search.backends.postgres import PAGE
from market.search.queries import Found, JobQuery, SearchQuery, TalentQuery
from market.search.row_versions import versions
from market.search.texts import words
from market.search.vocabulary import Entry, vocabulary
from market.services.models import Service

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from market.accounts.models import User

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


@dataclass(frozen=True)
class Listing:
    """A page of a list. The last three are filled by `with_ways_on`."""

    query: SearchQuery
    found: Found
    number: int = 1
    limit: int = PAGE
    offers: tuple[Offer, ...] = ()
    suggestions: tuple[Entry, ...] = ()
    other_count: int = 0

    @cached_property
    def page(self) -> "Page[Any]":
        """The page of a paginator, with its rows."""
        rows = Rows(rows_of(self.query, self.found.ids), self.found.count)
        return Paginator(rows, self.limit).get_page(self.number)

    @property
    def rows(self) -> list[Any]:
        """The profiles, jobs or services, each with `card_skills`."""
        return list(self.page.object_list)

    @property
    def mark(self) -> tuple[object, ...]:
        """The same for listings that say and show the same. One statement, in place of those that read the rows."""
        shown = versions(self.query.kind, self.found.ids)
        return self.found.mark, shown, self.offers, self.suggestions, self.other_count

    def options(self, facet: Any) -> list[tuple[Entry, int]]:
        """What a facet can be set to, with how many that would find; the chosen one always."""
        chosen = getattr(self.query, facet, "")
        counts = self.found.facets.get(facet, {})
        found = [(entry, counts.get(entry.id, 0)) for entry in vocabulary().of(facet).values()]
        kept = [(entry, count) for entry, count in found if count or entry.slug == chosen]
        if facet == "skill":
            kept = sorted(kept, key=lambda pair: (pair[0].slug != chosen, -pair[1]))[:MOST_OPTIONS]
        return sorted(kept, key=lambda pair: pair[0].name) if facet != "topic" else kept


def page_mark(request: "HttpRequest", *lists: Listing) -> tuple[object, ...]:
    """All that a page of lists depends on beside its language: the key of its `fragment`. A statement for each."""
    minute = int(clock.now().timestamp() // 60)  # a card says how long ago and how long yet
    digits = getattr(request.user, "digits", "")
    return request.get_full_path(), digits, minute, *(each.mark for each in lists)


def listing(query: SearchQuery, number: object = 1, limit: int = PAGE) -> Listing:
    """The page of that number (what is no number is the first, what is past the end the last)."""
    asked = int(str(number)) if str(number).isdecimal() and len(str(number)) < LONGEST_NUMBER else 1
    found = query_cache.find(query, offset=max(asked - 1, 0) * limit, limit=limit)
    if found.count and not found.ids:
        last = (found.count - 1) // limit
        found = query_cache.find(query, offset=last * limit, limit=limit)
    if query.viewer and found.ids:  # an answer of a moment ago may hold whom a block hides by now
        seen = _near[query.kind](found.ids, query.viewer)
        found = replace(found, ids=[pk for pk in found.ids if pk in seen])
    return Listing(query, found, asked, limit)


def with_ways_on(empty: Listing) -> Listing:
    """The same list where nothing was found, with what finds something: one statement more."""
    query = empty.query
    names = query.active
    rests = [(name, query.without(name, *_beside(name)), False) for name in names]
    if len(names) > 2:
        rests += [(name, query.only(name, *_beside(name)), True) for name in names]
    *counts, other_count = backend.count_each([*(rest for _, rest, _ in rests), other_query(query)])
    found = [Offer(name, rest, n, only) for (name, rest, only), n in zip(rests, counts, strict=True) if n]
    offers = tuple(offer for offer in found if not offer.only) or tuple(found)
    return replace(empty, offers=offers, suggestions=tuple(suggestions(query.q)), other_count=other_count)


def seen_by(query: SearchQuery, user: "User | AnonymousUser") -> SearchQuery:
    """The same query for a person who is signed in: without whom a block hides, and the jobs that she hid, if any."""
    if not user.is_authenticated:
        return query
    hides = user.has_blocks or (isinstance(query, JobQuery) and bool(_hidden_by(user)))
    return replace(query, viewer=user.pk) if hides else query


@prepared
def _hidden_by(user: "User") -> "QuerySet[Mark]":
    return Mark.objects.filter(user=user, kind=Mark.Kind.HIDDEN)[:1]


def _beside(name: str) -> tuple[str, ...]:
    """The currency goes with the amount that it stands beside."""
    return ("currency",) if name in ("rate_max", "budget_min", "budget_max", "price_min", "price_max") else ()


def other_query(query: SearchQuery) -> SearchQuery:
    """The same words, topic and skill in the other list."""
    other = JobQuery if isinstance(query, TalentQuery) else TalentQuery
    return other(q=query.q, topic=query.topic, skill=query.skill, viewer=query.viewer)


def suggestions(q: str, most: int = 3) -> list[Entry]:
    """What a person may have meant."""
    asked = words(q)
    known = vocabulary()
    found = known.nearest(" ".join(asked), most)
    for word in asked:
        found += known.nearest(word, most)
    return list(dict.fromkeys(found))[:most]


def rows_of(query: SearchQuery, ids: list[int]) -> list[Any]:
    """The profiles, jobs or services of these ids, in this order, with all that a card shows but their skills' rows."""
    if not ids:
        return []
    read = {"talent": _people, "services": _services, "jobs": _jobs}[query.kind]
    skills = vocabulary().by_id("skill")
    by_id: dict[int, Any] = {row.pk: row for row in read(ids)}
    for row in by_id.values():
        row.card_skills = [skills[pk] for pk in row.skill_ids if pk in skills]
        # The cards of the API read `skills.all()`: answered from memory too, in place of a statement.
        row._prefetched_objects_cache = {**getattr(row, "_prefetched_objects_cache", {}), "skills": row.card_skills}
        if isinstance(query, JobQuery):
            row.description = row.opening  # a summary is cut from it; the whole text was not read
    return [by_id[pk] for pk in ids if pk in by_id]


def _kept(rows: "QuerySet[Any, Any]", person: str) -> "Callable[[list[int], int], set[int]]":
    """Which of some rows no block hides from a viewer: their owner stands in the column `person`."""

    @prepared
    def kept(ids: list[int], viewer: int) -> "QuerySet[Any, Any]":
        near = rows.filter(pk__in=Each(ids)).exclude(**{f"{person}__in": apart_from(viewer)})
        return near.order_by().values_list("pk", flat=True)

    return lambda ids, viewer: set(kept(ids, viewer))


_near: "dict[str, Callable[[list[int], int], set[int]]]" = {
    "talent": _kept(Profile.objects.all(), "user"),
    "services": _kept(Service.objects.all(), "freelancer"),
    "jobs": _kept(Job.objects.all(), "client"),
}


@prepared
def _people(ids: list[int]) -> "QuerySet[Any]":
    rows = Profile.objects.public().select_related("user", "topic", "district", "certificate")
    return rows.filter(pk__in=Each(ids)).defer("story_en", "story_bn").annotate(skill_ids=F("document__skill_ids"))


@prepared
def _services(ids: list[int]) -> "QuerySet[Any]":
    rows = Service.objects.public().for_cards().defer("description_en", "description_bn")
    return rows.filter(pk__in=Each(ids)).annotate(skill_ids=F("document__skill_ids"))


@prepared
def _jobs(ids: list[int]) -> "QuerySet[Any]":
    rows = Job.objects.public().select_related("topic").annotate(opening=Left("description", OPENING))
    return rows.filter(pk__in=Each(ids)).defer("description").annotate(skill_ids=F("document__skill_ids"))


def saved_profiles(user: "User") -> "QuerySet[Profile]":
    """The freelancers whom she saved and may still see, for cards; the last one first."""
    rows = Profile.objects.with_parts().public_to(user).filter(saved_by__user=user)
    return rows.order_by("-saved_by__at", "-pk")


def saved_services(user: "User") -> "QuerySet[Service]":
    """The services that she saved and that are still offered, for cards; the last one first."""
    rows = Service.objects.for_cards().public_to(user).filter(saved_by__user=user)
    return rows.prefetch_related("skills").order_by("-saved_by__at", "-pk")

"""A page of search results: ids from the backend, rows in at most two statements, relaxed queries where none match."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from market.core.base import clock
from market.core.base.prepared import Each, prepared
from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query
from market.search.finding import query_cache
from market.search.finding.facets import FACETS
from market.search.finding.finder import PAGE, count_each
from market.search.finding.queries import JobQuery, SearchQuery, SearchResult, TalentQuery
from market.search.lists.explanations import Reason, explain
from market.search.lists.listed_facets import ListedFacet, list_facet
from market.search.lists.row_versions import Seen, rows_seen
from market.search.lists.rows import rows_of
from market.search.lists.viewer_marks import ViewerMarks, marks_of_rows
from market.search.understanding.entries import Entry
from market.search.understanding.texts import words
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from market.accounts.models import User

MOST_DIGITS = 7
MOST_ROWS = 10_000  # that a list shows: behind them it ends, since each page costs as much as all before it
FAR = 20  # pages
CONTINUED = 86_400_000  # milliseconds: how long after its first page a list is continued as of then


class Rows(Sequence[Any]):
    """One page's rows as a sequence with the length of the whole list, for a paginator."""

    def __init__(self, rows: list[Any], count: int) -> None:
        self.rows, self.total = rows, count

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return self.rows if isinstance(index, slice) else self.rows[index]


class ListPaginator(Paginator):  # type: ignore[type-arg]  # it takes none as it runs
    """The pages of a list, which ends after MOST_ROWS."""

    @property
    def num_pages(self) -> int:
        """As many as there are rows for, and not more than a list has."""
        return max(-(-min(self.count, MOST_ROWS) // self.per_page), 1)


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """A suggestion for an empty list: the query without one filter, or that one `only`, and its count."""

    name: str
    query: SearchQuery
    count: int
    only: bool = False


@dataclass(frozen=True)
class Listing:
    """A page of a list. The last three fields are filled by `with_relaxed_queries`."""

    query: SearchQuery
    result: SearchResult
    number: int = 1
    limit: int = PAGE
    relaxed_queries: tuple[RelaxedQuery, ...] = ()
    suggestions: tuple[Entry, ...] = ()
    other_count: int = 0
    reader: int | None = None  # the id of a user who is signed in, to whom cards say more

    @cached_property
    def page(self) -> "Page[Any]":
        """The page of a paginator, with its rows."""
        rows = Rows(rows_of(self.query, self.result.ids, self.reader), self.result.count)
        return ListPaginator(rows, self.limit).get_page(self.number)

    @property
    def ends_early(self) -> bool:
        """Whether this is the last page, with more rows behind it."""
        return self.result.count > MOST_ROWS and not self.page.has_next()

    @property
    def rows(self) -> list[Any]:
        """The profiles, jobs or services, with what `rows_of` adds."""
        return list(self.page.object_list)

    @property
    def marks(self) -> ViewerMarks:
        """What the reader has marked of the rows, where these are read anyway."""
        return marks_of_rows(self.rows)

    @cached_property
    def seen(self) -> Seen:
        """The versions of its rows, and what the reader has marked of them. One statement."""
        return rows_seen(self.query.kind, self.result.ids, self.reader)

    def why(self, row: Any) -> list[Reason]:
        """Why one of the rows stands where it stands."""
        return explain(self.query, self.result, row)

    @property
    def continued(self) -> str:
        """The query string of the list's other pages: as of the time at which this one was found."""
        return self.query.query_string(at=str(self.query.at or self.result.at))

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Equal for listings that show the same. One statement, in place of those that read the rows."""
        return self.result.fingerprint, self.seen.versions, self.relaxed_queries, self.suggestions, self.other_count

    @property
    def facets(self) -> list[ListedFacet]:
        """The facets that split the list, and those that are set, with their values."""
        listed = (list_facet(facet, self.query, self.result) for facet in FACETS[self.query.kind])
        return [each for each in listed if each.is_set or each.splits(self.result.count)]


def page_key(request: "HttpRequest", *lists: Listing) -> tuple[object, ...]:
    """The cache key of a page of lists, apart from its language (for `memo`). One statement for each list."""
    minute = int(clock.now().timestamp() // 60)  # a card says how long ago and how long yet
    digits = getattr(request.user, "digits", "")
    return request.get_full_path(), digits, minute, *(each.fingerprint for each in lists)


def search_page(query: SearchQuery, number: object = 1, limit: int = PAGE) -> Listing:
    """The page of that number: the first if it is no number, the last if it is past the end."""
    number_asked = int(str(number)) if str(number).isdecimal() and len(str(number)) < MOST_DIGITS else 1
    offset = max(number_asked - 1, 0) * limit
    if number_asked > FAR:  # not to sort all rows for a page past the end
        offset = min(offset, _last_offset(query_cache.find(query, limit=limit).count, limit))
    result = query_cache.find(query, offset=offset, limit=limit)
    if result.count and not result.ids:
        result = query_cache.find(query, offset=_last_offset(result.count, limit), limit=limit)
    if query.viewer and result.ids:  # a cached result may hold who is blocked, and jobs that are hidden, by now
        visible = _visible_ids[query.kind](result.ids, query.viewer)
        result = replace(result, ids=[pk for pk in result.ids if pk in visible])
    return Listing(query, result, number_asked, limit)


def _last_offset(count: int, limit: int) -> int:
    return max(min(count, MOST_ROWS) - 1, 0) // limit * limit


def relaxed(empty: Listing) -> Listing:
    """An empty listing with queries that do find something. One statement more."""
    query = empty.query
    names = query.active
    options = [(name, query.without(name), False) for name in names]
    if len(names) > 2:
        options += [(name, query.only(name), True) for name in names]
    *counts, other_count = count_each([*(option for _, option, _ in options), other_query(query)])
    finding = [RelaxedQuery(name, query, n, only) for (name, query, only), n in zip(options, counts, strict=True) if n]
    queries = tuple(each for each in finding if not each.only) or tuple(finding)
    return replace(empty, relaxed_queries=queries, suggestions=tuple(suggestions(query.q)), other_count=other_count)


def as_of(query: SearchQuery, at: object) -> SearchQuery:
    """The same query as of the time in a page's address, in milliseconds; now where that is no time of the last day."""
    text, now = str(at), int(clock.now().timestamp() * 1000)
    is_time = text.isascii() and text.isdigit() and len(text) <= len(str(now)) and now - CONTINUED < int(text) <= now
    return replace(query, at=int(text)) if is_time else query


def for_viewer(query: SearchQuery, user: "User | AnonymousUser") -> SearchQuery:
    """The same query as this user may see it: without people hidden by a block and without jobs that the user hid."""
    if not user.is_authenticated:
        return query
    hides = user.has_blocks or (isinstance(query, JobQuery) and bool(_hidden_by(user)))
    return replace(query, viewer=user.pk) if hides else query


@prepared
def _hidden_by(user: "User") -> "QuerySet[Mark]":
    return Mark.objects.filter(user=user, kind=Mark.Kind.HIDDEN)[:1]


def other_query(query: SearchQuery) -> SearchQuery:
    """The same words, topic and skill in the other list: of people for jobs, of jobs for people."""
    other = JobQuery if isinstance(query, TalentQuery) else TalentQuery
    return other(q=query.q, topic=query.topic, skill=query.skill, viewer=query.viewer)


def suggestions(q: str, most: int = 3) -> list[Entry]:
    """Entries of the vocabulary that a misspelled query may have meant, at most `most`."""
    tokens = words(q)
    vocab = vocabulary()
    entries = vocab.nearest(" ".join(tokens), most)
    for word in tokens:
        entries += vocab.nearest(word, most)
    return list(dict.fromkeys(entries))[:most]


def _still_visible(rows_of_viewer: "Callable[[Any], QuerySet[Any, Any]]") -> "Callable[[list[int], int], set[int]]":
    """A function (ids, viewer) -> the ids of those that are among the rows that the viewer may see."""

    @prepared
    def visible(ids: list[int], viewer: int) -> "QuerySet[Any, Any]":
        return rows_of_viewer(viewer).filter(pk__in=Each(ids)).order_by().values_list("pk", flat=True)

    return lambda ids, viewer: set(visible(ids, viewer))


_visible_ids: "dict[str, Callable[[list[int], int], set[int]]]" = {
    "talent": _still_visible(lambda viewer: Profile.objects.exclude(user__in=blocked_ids_query(viewer))),
    "services": _still_visible(lambda viewer: Service.objects.exclude(freelancer__in=blocked_ids_query(viewer))),
    "jobs": _still_visible(lambda viewer: Job.objects.not_hidden_by(viewer)),
}

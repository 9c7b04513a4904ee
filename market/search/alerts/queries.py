"""Reading saved searches, and the rows that were told for them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import QueryDict

from market.core.text.bangla import nfc
from market.search.alerts.fitting import visible_rows
from market.search.finding.queries import List, SearchQuery
from market.search.lists.forms import SearchRequest
from market.search.models import JobSuggestion, SavedSearch, SavedSearchResult
from market.search.understanding.entries import Entry

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

LAST = 3  # results of a search that its page shows
RECENT = 300
WITH = {"talent": ("user",), "services": (), "jobs": ()}  # related rows that titles are made of


def saved_searches(user: "User") -> "QuerySet[SavedSearch]":
    """The user's searches, newest first."""
    return SavedSearch.objects.visible_to(user).select_related("user")


def entry_query(entry: Entry) -> str:
    """The query that asks for a topic, a skill or a district alone."""
    return f"{entry.kind}={entry.slug}"


def searches_of(entry: Entry, user: "User | AnonymousUser") -> list[SavedSearch]:
    """The searches by which a user follows a topic, a skill or a district: those that ask for nothing else, and of
    which something is told.
    """
    if not user.is_authenticated:
        return []
    return list(SavedSearch.objects.visible_to(user).told().filter(query=entry_query(entry)))


def saved_before(user: "User", kind: List, query_string: str) -> SavedSearch | None:
    """The search that a user saved of a list with these words and filters, in whatever order or case."""
    query = listed_query(SearchRequest(kind, QueryDict(nfc(query_string).removeprefix("?"))))
    return SavedSearch.objects.visible_to(user).filter(kind=kind, query__iexact=query.query_string()).first()


def listed_query(request: SearchRequest) -> SearchQuery:
    """The query of a list's address, without its order, and with the currency in which its amounts were meant."""
    return request.query.without("ordering")


def last_results(user: "User") -> dict[SavedSearch, list[Any]]:
    """The last rows that were told for each of the user's searches, and that the user may see now, newest first."""
    results = SavedSearchResult.objects.filter(search__user=user).select_related("search").order_by("-pk")[:RECENT]
    return {search: rows[:LAST] for search, rows in results_by_search(user, results).items()}


def told_before(user: "User", kind: str, ids: Iterable[int]) -> set[int]:
    """Of these rows of a list, those of which the user was told for a saved search, or as a job that fits very well."""
    results = SavedSearchResult.objects.filter(search__user=user, search__kind=kind, object_id__in=ids)
    told_ids = set(results.values_list("object_id", flat=True))
    if kind == SavedSearch.List.JOBS:
        single = JobSuggestion.objects.filter(user=user, job__in=ids, is_told=True, is_at_once=True)
        told_ids.update(single.values_list("job", flat=True))
    return told_ids


def results_by_search(user: "User", results: "Iterable[SavedSearchResult]") -> dict[SavedSearch, list[Any]]:
    """The rows of these results that the user may see now, by search, in the order of the results."""
    results = list(results)
    rows: dict[tuple[str, int], Any] = {}
    for kind in sorted({each.search.kind for each in results}):
        ids = [each.object_id for each in results if each.search.kind == kind]
        visible = (
            visible_rows(kind, user).filter(pk__in=ids).select_related(*WITH[kind])
            if WITH[kind]
            else (visible_rows(kind, user).filter(pk__in=ids))
        )
        rows |= {(kind, row.pk): row for row in visible}
    grouped: dict[SavedSearch, list[Any]] = {}
    for each in results:
        row = rows.get((each.search.kind, each.object_id))
        if row is not None:
            grouped.setdefault(each.search, []).append(row)
    return grouped

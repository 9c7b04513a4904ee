"""Search results are cached in memory for a moment, ten times as long as the search took.

So at most a tenth of the time goes into repeating a query, however large the site is. Only the order, the number of all
and the facets are cached: the rows are read for each page, and who may not be seen any more is left out at once.
Changes made by this process clear its cache; other processes see them when the cached result expires.
"""

import threading
from dataclasses import dataclass, field
from time import monotonic, perf_counter

from django.db import transaction
from django.utils.translation import get_language

from market.search.backends import postgres as backend
from market.search.queries import SearchQuery, SearchResult

TIMES = 10
LONGEST = 5.0  # seconds
MOST = 2000
Key = tuple[SearchQuery, int, int, str]


@dataclass(slots=True)
class CachedResult:
    """A result and when it expires (monotonic seconds). While one thread refreshes it, others use the old one."""

    result: SearchResult
    expires: float
    refreshing: threading.Lock = field(default_factory=threading.Lock)


_results: dict[Key, CachedResult] = {}


def find(query: SearchQuery, *, offset: int = 0, limit: int = backend.PAGE) -> SearchResult:
    """The result of a query, from the cache if it has not expired."""
    key = (query, offset, limit, get_language() or "")
    cached = _results.get(key)
    if cached is None:
        return _refresh(key)
    if cached.expires > monotonic() or not cached.refreshing.acquire(blocking=False):
        return cached.result
    try:
        return _refresh(key)
    finally:
        cached.refreshing.release()


def _refresh(key: Key) -> SearchResult:
    query, offset, limit, _ = key
    results, started = _results, perf_counter()
    result = backend.find(query, offset=offset, limit=limit)
    if len(results) >= MOST:
        results.clear()
    results[key] = CachedResult(result, monotonic() + min(TIMES * (perf_counter() - started), LONGEST))
    return result


def clear() -> None:
    """Drop all results; a search that is running now serves only those who already wait for it."""
    global _results
    _results = {}


def clear_now_and_on_commit() -> None:
    """Drop all results now, for this transaction, and once more when it is committed, for everybody."""
    clear()
    transaction.on_commit(clear)

"""Search results are cached for a moment, ten times as long as the search took.

So at most a tenth of the time goes into repeating a query, however large the site is. Only the order, the number of all
and the facets are cached: the rows are read for each page, and who may not be seen any more is left out at once.
"""

from django.utils.translation import get_language

from market.core.web.caches import CacheGroup, key_of
from market.search.finding import finder
from market.search.finding.queries import SearchQuery, SearchResult
from market.search.weights.queries import current_weights

TIMES = 10
LONGEST = 5.0  # seconds
results = CacheGroup("search")


def find(query: SearchQuery, *, offset: int = 0, limit: int = finder.PAGE) -> SearchResult:
    """The result of a query, from the cache if it has not expired."""

    def search() -> SearchResult:
        result = finder.find(query, offset=offset, limit=limit, weights=weights)
        _ = result.fingerprint  # computed once, and kept with the result
        return result

    weights = current_weights()
    key = key_of(query, offset, limit, weights, get_language())
    return results.get_or_compute(key, search, lifetime=lifetime)


def lifetime(seconds: float) -> float:
    """For how many seconds a result is kept that took so many."""
    return min(TIMES * seconds, LONGEST)

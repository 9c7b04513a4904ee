"""The best rows of a search that a condition of its own lets through, in the order of the search."""

from collections.abc import Callable, Mapping

from market.core.web.caches import key_of
from market.search.finding import query_cache
from market.search.finding.finder import FEW, execute
from market.search.finding.matches import Matches
from market.search.finding.queries import SearchQuery
from market.search.finding.ranking import CLASS, Ranked, Weights, merged
from market.search.understanding.query_parsing import ParsedQuery
from market.search.understanding.vocabulary import vocabulary
from market.search.weights.queries import current_weights

FIRST, MORE, LAST = 100, 5, 2500  # rows that are read at first, how many times as many if they do not suffice, at most

STEP = 10 * CLASS  # more than any group

Allowed = Callable[[list[int]], Mapping[int, int]]


def best(query: SearchQuery, parsed: ParsedQuery, allowed: Allowed, most: int) -> list[int]:
    """The ids of the best `most` rows that are `allowed`, the places of the new kept; from the topics where few fit.

    `allowed` gives, of some ids, those that may stand in the list, each with its step: the lower ones come first.
    """
    ids = _best(query, parsed, allowed, most)
    if len(ids) < min(FEW, most) and parsed.names_skill:
        ids = _best(query, parsed.widened(vocabulary().by_id("topic")), allowed, most)
    return ids


def _best(query: SearchQuery, parsed: ParsedQuery, allowed: Allowed, most: int) -> list[int]:
    size, weights = FIRST, current_weights()
    while True:
        matches = _matches(query, parsed, size, weights)
        good = allowed([pk for pk, _ in (*matches.proven, *matches.new)])
        if len(good) >= most or size >= min(matches.count, LAST):
            proven, new = _only(matches.proven, good), _only(matches.new, good)
            return [pk for pk, _ in merged(proven, new, 0, most, weights.new_every)]
        size *= MORE


def _only(rows: list[Ranked], steps: Mapping[int, int]) -> list[Ranked]:
    allowed_rows = [(pk, steps[pk] * STEP + group) for pk, group in rows if pk in steps]
    return sorted(allowed_rows, key=lambda row: row[1])


def _matches(query: SearchQuery, parsed: ParsedQuery, size: int, weights: Weights) -> Matches:
    return query_cache.results.get_or_compute(
        key_of("best", query, parsed, size, weights),
        lambda: execute(query, parsed, size, weights),
        lifetime=query_cache.lifetime,
    )

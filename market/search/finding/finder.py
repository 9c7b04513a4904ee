"""Finding: a query is parsed, an engine executes it, and the best rows are merged into a page.

All conditions rank first, then fewer. Where hardly anything fits, the search is widened: to the topic of the skill, or
to the districts around the area. Where nothing fits at all, misspelled words are matched by trigrams.
"""

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from typing import Any

from market.search.backends import postgres
from market.search.finding import engine
from market.search.finding.grounds import Grounds, grounds_of
from market.search.finding.matches import Matches
from market.search.finding.queries import BEST, JobQuery, SearchQuery, SearchResult, TalentQuery
from market.search.finding.ranking import Weights, merged
from market.search.understanding.preferences import Preferences
from market.search.understanding.query_parsing import ParsedQuery, as_misspelled, parse_exact, parse_query
from market.search.understanding.texts import words
from market.search.understanding.vocabulary import vocabulary
from market.search.weights.queries import current_weights

PAGE = 20
FEW = 5  # fewer rows than that: the search is widened


def find(query: SearchQuery, *, offset: int = 0, limit: int = PAGE, weights: Weights | None = None) -> SearchResult:
    """The ids of a page, in order, the number of all rows that match, and the counts of the facets.

    Ranked by the weights given, or by the current ones.
    """
    weights = weights or current_weights()
    at = int(query.now.timestamp() * 1000)
    parsed, matches = _first(query, offset + limit, weights, offset)
    fitting = matches.count
    if fitting < FEW and _can_widen(parsed):
        parsed = parsed.widened(vocabulary().by_id("topic"))
        matches = execute(query, parsed, offset + limit, weights, bool(parsed.text), offset)
    executed = parsed
    if not matches.count and parsed.text:
        executed = as_misspelled(parsed)
        matches = execute(query, executed, offset + limit, weights, skip=offset)
    page = merged(matches.proven, matches.new, offset, limit, weights.new_every)
    grounds = grounds_of(executed, matches, page if query.ordering == BEST else ())
    result = _result(matches, parsed, [pk for pk, _ in page], grounds, fitting)
    is_corrected = bool(parsed.subjects or parsed.area)
    return replace(result, corrected=_corrected(query.q, parsed), is_corrected=is_corrected, at=at)


def _can_widen(parsed: ParsedQuery) -> bool:
    return bool(parsed.subjects or parsed.area or len(parsed.text) > 1)


def _corrected(typed_text: str, parsed: ParsedQuery) -> str:
    """The text with its misspelled words corrected; "" where none was."""
    if not parsed.corrections:
        return ""
    spelling = vocabulary().spelling
    right = {word: word.capitalize() for word in words(typed_text) if parsed.area and word in spelling.places}
    right.update((word, spelling.as_written(meant)) for word, meant in parsed.corrections)
    pieces = [(piece, [right.get(word, word) for word in words(piece)]) for piece in typed_text.split()]
    return " ".join(piece if meant == words(piece) else " ".join(meant) for piece, meant in pieces)


def execute(
    query: SearchQuery, parsed: ParsedQuery, most: int, weights: Weights, least: int = 0, skip: int = 0
) -> Matches:
    """What matches a parsed query: from the search engine while it is well, else from PostgreSQL.

    Where fewer than `least` rows match, only their number is asked for. The first `skip` rows may have no id.
    """
    matches: Matches = engine.answer(
        lambda: _elastic().execute(query, parsed, most, weights, least, skip),
        lambda: postgres.execute(query, parsed, most, weights),
    )
    return matches


def _elastic() -> Any:
    """The backend of the search engine. Its client takes half a second to import."""
    return import_module("market.search.backends.elastic.execution")


def _first(query: SearchQuery, most: int, weights: Weights, skip: int) -> tuple[ParsedQuery, Matches]:
    """What matches the query as it was parsed; where its subjects are a guess, what has its words, or similar ones.

    Of rows so few that the search is widened, or of none, only the number.
    """
    parsed = parse(query)
    if not parsed.is_sure:
        plain = replace(parsed, subjects=())
        for by_words in (plain, as_misspelled(plain)):
            if (matches := execute(query, by_words, most, weights, _least(by_words) or 1, skip)).count:
                return by_words, matches
    return parsed, execute(query, parsed, most, weights, _least(parsed), skip)


def _least(parsed: ParsedQuery) -> int:
    """How many rows have to match, or the search is made again in another way."""
    return FEW if _can_widen(parsed) else bool(parsed.text)


def count_each(queries: Iterable[SearchQuery]) -> list[int]:
    """How many rows each query finds, without widening, in one request or statement."""
    parsed = [(query, parse(query)) for query in queries]
    counts: list[int] = engine.answer(lambda: _elastic().count_each(parsed), lambda: postgres.count_each(parsed))
    return counts


def parse(query: SearchQuery) -> ParsedQuery:
    """What the words of a query ask for, with the preferences by which its list is ranked. Jobs have no place."""
    if query.exact:
        return parse_exact(query.q, vocabulary())
    parsed = parse_query(query.q, vocabulary(), has_places=not isinstance(query, JobQuery))
    return replace(parsed, wanted=_ranking(query, parsed.wanted))


def _ranking(query: SearchQuery, wanted: Preferences) -> Preferences:
    """Those of the preferences that rank this list: none for jobs nor in another order than the best match, and for
    people no number of days (whoever is free now can begin at once)."""
    if isinstance(query, JobQuery) or query.ordering != BEST:
        return Preferences()
    return replace(wanted, days_max=None) if isinstance(query, TalentQuery) else wanted


def _result(matches: Matches, parsed: ParsedQuery, ids: list[int], grounds: Grounds, fitting: int) -> SearchResult:
    return SearchResult(
        matches.count,
        ids,
        matches.facets,
        is_near=grounds.is_near and bool(matches.count),
        subjects=tuple(dict.fromkeys(subject.entry.name for subject in parsed.subjects)),
        area=parsed.area.name if parsed.area else "",
        in_area=matches.in_area,
        fitting=fitting,
        widened_to=tuple(topic.name for topic in parsed.widened_to),
        wanted=parsed.wanted,
        grounds=grounds,
    )

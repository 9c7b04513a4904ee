"""The conditions of a query as clauses of the engine: what matches, and what each row fits of a group."""

from collections.abc import Iterable, Sequence
from typing import Any

from market.core.base.money import in_dollars
from market.search.backends.elastic.documents import Kind
from market.search.backends.postgres_ranking import LEVELS
from market.search.finding import ranking
from market.search.finding.bounds import Bound, bounds_by_currency
from market.search.finding.queries import SearchQuery, ServiceQuery, TalentQuery
from market.search.finding.ranking import QUICK_DAYS
from market.search.understanding.query_parsing import ParsedQuery, Subject, phonetic_forms

Clause = dict[str, Any]
FIELDS = {"": "abcd", "A": "a", "AB": "ab"}  # by the weights of a tsquery


def every(clauses: Iterable[Clause]) -> Clause:
    """All of these."""
    return {"bool": {"filter": list(clauses)}}


def some(clauses: Iterable[Clause]) -> Clause:
    """At least one of these."""
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def none(clauses: Iterable[Clause]) -> Clause:
    """None of these."""
    return {"bool": {"must_not": list(clauses)}}


def has_lexeme(lexemes: Sequence[str], weights: str = "") -> Clause:
    """One of these lexemes, in the fields of the weights given."""
    return some({"terms": {field: list(lexemes)}} for field in FIELDS[weights])


def has_text(parsed: ParsedQuery, level: str, weights: str = "") -> Clause:
    """All words of the text."""
    return every(has_lexeme(forms, weights) for forms in parsed.forms(level))


def required(parsed: ParsedQuery) -> Clause:
    """What every row that fits has (`ParsedQuery.required`)."""
    if not parsed.subjects:
        return has_text(parsed, "sound")
    named = [has_lexeme([subject.entry.lexeme for subject in parsed.subjects])]
    return some([*named, has_text(parsed, "stem")] if parsed.text and parsed.is_sure else named)


def accepted(parsed: ParsedQuery, *, has_district: bool) -> list[Clause]:
    """What every row of the list has, by its words and its area."""
    clauses = [_similar(word) for word in parsed.misspelled]
    if parsed.subjects or parsed.text:
        widened = [has_lexeme([topic.lexeme for topic in parsed.widened_to])] if parsed.widened_to else []
        widened += [has_lexeme(forms, "A") for forms in parsed.forms("sound") if parsed.is_widened]
        clauses.append(some([required(parsed), *widened]))
    elif parsed.area and has_district:
        around = parsed.area.near if parsed.is_widened else ()
        clauses.append(in_districts([*parsed.area.districts, *around]))
    return clauses


def _similar(word: str) -> Clause:
    return some(
        [
            {"match": {"fuzzy": {"query": word, "fuzziness": "AUTO", "prefix_length": 1}}},
            has_lexeme(phonetic_forms(word), "A"),
        ]
    )


def in_districts(ids: Iterable[int]) -> Clause:
    """In one of these districts."""
    return {"terms": {"district": list(ids)}}


def filters(query: SearchQuery) -> list[Clause]:
    """The filters that are no facets."""
    clauses: list[Clause] = []
    if query.at:
        clauses.append({"range": {"published_at": {"lte": query.at, "format": "epoch_millis"}}})
    if bounds := bounds_by_currency(query):
        clauses.append(some(_within(currency, each) for currency, each in bounds.items()))
        clauses += [{"exists": {"field": "price"}}] if isinstance(query, TalentQuery) else []
    if isinstance(query, ServiceQuery) and query.days_max is not None:
        clauses.append({"range": {"days": {"lte": query.days_max}}})
    return clauses


def _within(currency: str, bounds: Iterable[Bound]) -> Clause:
    limits: list[Clause] = [{"range": {each.field: {each.comparison: float(each.amount)}}} for each in bounds]
    return every([{"term": {"currency": currency}}, *limits])


def points(kind: Kind, parsed: ParsedQuery) -> list[tuple[Clause, int]]:
    """What a row may have, and how much each lowers its group."""
    fit = [(clause, ranking.CLASS) for clause in _fit(parsed)]
    place: list[tuple[Clause, int]] = []
    if parsed.area and kind != "jobs":
        within = list(parsed.area.districts)
        for band in ((), *parsed.area.bands):
            within += band
            place.append((in_districts(within), ranking.PLACE))
    met = [(clause, ranking.UNMET) for clause in _preferred(kind, parsed)]
    words = [(has_text(parsed, "stem", "A"), 1)] if parsed.text else []
    return [*fit, *place, *met, *words]


def _fit(parsed: ParsedQuery) -> list[Clause]:
    """Clauses of which a row meets one for each class that it is better than the worst."""
    if parsed.subjects:
        widened = [required(parsed)] if parsed.widened_to else []
        return [*widened, fits(parsed, ranking.MEDIUM), fits(parsed, ranking.STRONG)]
    if not parsed.text:
        return []
    levels = [has_text(parsed, level, weights) for level, weights in LEVELS]
    any_word = [required(parsed)] if parsed.is_widened else []
    return [*any_word, *(some(levels[: at + 1]) for at in range(len(levels)))]


def fits(parsed: ParsedQuery, least: float) -> Clause:
    """The best subject is worth `least` or more; for a fair fit, or the heading has all words of the text."""
    if not parsed.subjects:
        return {"match_all": {}}
    is_skill_named = parsed.names_skill
    worth = [_worth(each, least, is_skill_named=is_skill_named) for each in parsed.subjects]
    text = [has_text(parsed, "stem", "A")] if parsed.text and least <= ranking.MEDIUM else []
    best = some([*(clause for clauses in worth for clause in clauses), *text])
    return every([best, required(parsed)]) if parsed.widened_to else best


def _worth(subject: Subject, least: float, *, is_skill_named: bool) -> list[Clause]:
    """Clauses of which a row meets one if the subject is worth `least` or more in it."""
    pk = subject.entry.id
    if subject.entry.kind == "topic":
        within = ranking.WORK if is_skill_named else ranking.BOTH
        return [{"term": {"topic": pk}}] if within * subject.weight >= least else []
    has, named, works = ({"term": {field: pk}} for field in ("skill_ids", "heading_skill_ids", "work_skill_ids"))
    by_value: tuple[tuple[float, Clause], ...] = (
        (ranking.BOTH, every([has, named])),
        (ranking.ONE, some([has, named])),
        (ranking.WORK, works),
        (ranking.STORY, {"match_all": {}}),
    )
    return [clause for value, clause in by_value if value * subject.weight >= least]


def _preferred(kind: Kind, parsed: ParsedQuery) -> list[Clause]:
    """The preferences of the query, as conditions that a row meets."""
    wanted = parsed.wanted
    if kind == "jobs":
        return []
    clauses: list[Clause] = []
    if wanted.price_max is not None:
        most = in_dollars(wanted.price_max, wanted.currency)
        names_none = {"bool": {"must_not": {"exists": {"field": "dollars"}}}}
        clauses.append(some([{"range": {"dollars": {"lte": most}}}, names_none]))
    if wanted.language:
        clauses.append({"term": {"languages": wanted.language}})
    if kind == "profiles" and wanted.is_urgent:
        clauses.append({"term": {"availability": "now"}})
    if kind == "services" and (wanted.is_urgent or wanted.days_max):
        clauses.append({"range": {"days": {"lte": wanted.days_max or QUICK_DAYS}}})
    if wanted.is_proven:
        clauses.append({"range": {"jobs_done": {"gt": 0}}})
    return clauses

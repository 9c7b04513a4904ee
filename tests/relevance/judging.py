"""Grades of records for a query, and how good a list of results is. The rules of judging stand in README.md.

Grades are computed from the ground truth of the corpus alone.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import mean

from market.search.finding import finder
from market.search.finding.queries import JobQuery, SearchQuery, SearchResult, ServiceQuery, TalentQuery
from tests.relevance.corpus import HERE, TAKA_PER_DOLLAR, Corpus, List, Record, districts, read_rows, skills
from tests.relevance.loading import key

DEPTH = 10
FIRST = 5
GOOD = 2
NEAR_KM = 75
QUERIES: dict[List, Callable[..., SearchQuery]] = {"talent": TalentQuery, "jobs": JobQuery, "services": ServiceQuery}
BACKENDS: dict[str, Callable[..., SearchResult]] = {"postgres": finder.find}


def search_ids(which: List, q: str, *, backend: str = "postgres") -> list[int]:
    """The keys of the first DEPTH results in a list. The only place where the suite searches."""
    return BACKENDS[backend](QUERIES[which](q=q), limit=DEPTH).ids


@dataclass(frozen=True, slots=True)
class Query:
    """A judged query: a row of queries.csv."""

    kind: str  # its class
    list: List
    text: str
    wanted: frozenset[str]
    acceptable: frozenset[str]
    district: str
    topic: str
    name: tuple[str, ...]
    wishes: tuple[tuple[str, str], ...]  # what else it says: ("language", "hi"); not graded


@cache
def read_queries() -> list[Query]:
    """All queries."""
    return [_query(row) for row in read_rows(HERE / "queries.csv")]


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """For each skill those that are acceptable in its place."""
    return {row["skill"]: frozenset(row["neighbours"].split()) for row in read_rows(HERE / "neighbours.csv")}


def _query(row: dict[str, str]) -> Query:
    wanted, _, others = row["skills"].partition("|")
    extra = dict(part.partition("=")[::2] for part in row["extra"].split(";") if part)
    return Query(
        kind=row["class"],
        list=row["list"],  # type: ignore[arg-type]  # a test checks the column
        text=row["query"],
        wanted=frozenset(wanted.split()),
        acceptable=frozenset(others.split()).union(*(neighbours()[slug] for slug in wanted.split())),
        district=row["district"],
        topic=extra.pop("topic", ""),
        name=tuple(extra.pop("name", "").split()),
        wishes=tuple(extra.items()),
    )


def grade_all(query: Query, records: Sequence[Record]) -> dict[int, int]:
    """The grade of every record of the list, by its key."""
    if query.name:
        return {key(record): _name_grade(query, record) for record in records}
    homes = {record.district for record in records if record.skills & query.wanted}
    places = wanted_places(query.district, homes)
    topics = {skills()[slug]["topic"] for slug in query.wanted}
    return {key(record): _grade(query, record, places, topics) for record in records}


def _grade(query: Query, record: Record, places: set[str], topics: set[str]) -> int:
    if record.skills & query.wanted or (query.topic and record.topic == query.topic):
        return 3 if not query.district or record.district in places else 2
    if record.skills & query.acceptable:
        return 2
    if query.topic:
        return 2 if query.topic in record.topics else 0
    return 1 if topics & record.topics else 0


def _name_grade(query: Query, record: Record) -> int:
    return 3 if {word["en"] for word in record.name} >= set(query.name) else 0


def wanted_places(district: str, homes: set[str]) -> set[str]:
    """The districts that fulfil a wish for one: itself if somebody with the skill lives there; else the nearest one
    where somebody does, with all others within NEAR_KM."""
    if not district or not homes or district in homes:
        return {district}
    distances = {home: distance(district, home) for home in homes}
    reach = max(NEAR_KM, min(distances.values()))
    return {home for home, far in distances.items() if far <= reach}


def distance(one: str, other: str) -> float:
    """Kilometres between the main towns of two districts."""
    (north, east), (north2, east2) = (
        (float(districts()[slug]["latitude"]), float(districts()[slug]["longitude"])) for slug in (one, other)
    )
    return 111.2 * math.hypot(north - north2, (east - east2) * math.cos(math.radians(north)))


def ndcg(grades: Sequence[int], ideal: Sequence[int]) -> float:
    """nDCG at DEPTH of results with these grades; `ideal` are the grades of all records."""
    best = _gain(sorted(ideal, reverse=True))
    return _gain(grades) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def precision(grades: Sequence[int], ideal: Sequence[int]) -> float:
    """The share of good ones among the first five results, or among as many as there are good ones at all."""
    possible = min(FIRST, sum(grade >= GOOD for grade in ideal))
    return sum(grade >= GOOD for grade in grades[:FIRST]) / possible if possible else 0.0


def meets(query: Query, record: Record) -> bool:
    """Whether a record fulfils what a query says beside the skill."""
    return all(_meets(record, name, value) for name, value in query.wishes)


def _meets(record: Record, name: str, value: str) -> bool:
    if name == "price_max":
        amount, currency = int(value[:-3]), value[-3:]
        most = amount / (TAKA_PER_DOLLAR if currency == "BDT" else 1)
        return record.dollars is not None and record.dollars <= most
    if name == "available":
        return record.availability == value
    if name == "experienced":
        return record.jobs_done > 0
    return value in record.languages


@dataclass(frozen=True, slots=True)
class Judgement:
    """A query with its results and their measures."""

    query: Query
    results: list[Record]
    grades: list[int]
    ndcg: float
    precision: float
    met: float | None  # of the good ones among the first five: the share that also fulfils the wishes


@dataclass(slots=True)
class Scores:
    """The measures of several queries. `ndcg` and `precision` are means; `empty` is a share."""

    count: int
    ndcg: float
    precision: float
    empty: float
    met: float | None


@dataclass(slots=True)
class Report:
    """Every query judged."""

    judgements: list[Judgement] = field(default_factory=list)

    @property
    def overall(self) -> Scores:
        """The measures of all queries."""
        return _scores(self.judgements)

    @property
    def classes(self) -> dict[str, Scores]:
        """The measures of each class, in the order of the file."""
        return self._by(lambda each: each.query.kind)

    @property
    def lists(self) -> dict[str, Scores]:
        """The measures of each list."""
        return self._by(lambda each: each.query.list)

    def _by(self, group: Callable[[Judgement], str]) -> dict[str, Scores]:
        groups: dict[str, list[Judgement]] = defaultdict(list)
        for each in self.judgements:
            groups[group(each)].append(each)
        return {name: _scores(judgements) for name, judgements in groups.items()}


def _scores(judgements: Sequence[Judgement]) -> Scores:
    met = [each.met for each in judgements if each.met is not None]
    return Scores(
        count=len(judgements),
        ndcg=mean(each.ndcg for each in judgements),
        precision=mean(each.precision for each in judgements),
        empty=mean(not each.results for each in judgements),
        met=mean(met) if met else None,
    )


def judge(query: Query, corpus: Corpus, ids: Sequence[int]) -> Judgement:
    """Judge the results of a query, given by their keys."""
    records = corpus.of(query.list)
    by_key = {key(record): record for record in records}
    all_grades = grade_all(query, records)
    results, grades = [by_key[pk] for pk in ids], [all_grades[pk] for pk in ids]
    ideal = list(all_grades.values())
    good = [record for record, grade in zip(results[:FIRST], grades, strict=False) if grade >= GOOD]
    met = mean(meets(query, record) for record in good) if good and query.wishes else None
    return Judgement(query, results, grades, ndcg(grades, ideal), precision(grades, ideal), met)


def judge_all(corpus: Corpus, *, backend: str = "postgres") -> Report:
    """Search every query and judge the results. The corpus is loaded."""
    return Report([judge(each, corpus, search_ids(each.list, each.text, backend=backend)) for each in read_queries()])

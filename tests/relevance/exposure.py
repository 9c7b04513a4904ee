"""Who is seen: a simulation of first pages over many days of the draw, with the kept places and without.

Each judged search for people is made once on each day. A place of a page is seen less the lower it is, by the discount
of nDCG. Deterministic: the corpus, the searches, the days and so the draws are the same in every run.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean
from unittest.mock import patch

from django.db.models import Value

from market.core.base import clock
from market.search.backends import postgres
from market.search.backends import postgres_ranking as by
from market.search.finding.finder import PAGE, find
from market.search.finding.queries import TalentQuery
from tests.relevance.corpus import Corpus, Record, districts
from tests.relevance.judging import GOOD, Query, grade_all, ndcg
from tests.relevance.loading import key, set_clock

MANY = 5  # jobs done
NEW = "no job done"
GROUPS: dict[str, Callable[[Record], str]] = {
    "cohort": lambda record: NEW if not record.jobs_done else "some jobs" if record.jobs_done < MANY else "many jobs",
    "division": lambda record: districts()[record.district]["division_en"],
    "topic": lambda record: record.topic,
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """The views of each profile by key, and the mean nDCG@10, of all searches on all days."""

    views: Counter[int]
    ndcg: float

    def shares(self, records: Sequence[Record], group: str) -> dict[str, float]:
        """The share of all views by group."""
        return _shares({key(record): self.views[key(record)] for record in records}, records, group)

    def gini(self, keys: set[int]) -> float:
        """How unequally views are spread over these profiles: 0 if each has as many, 1 if one has all."""
        values = sorted(self.views[pk] for pk in keys)
        total = sum(values)
        ranked = sum((2 * place - len(values) - 1) * value for place, value in enumerate(values, 1))
        return ranked / (len(values) * total) if total else 0.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """The exposure with the kept places and without, beside who could be found: by key how many searches fit."""

    records: Sequence[Record]
    fitting: Counter[int]
    kept: Exposure
    without: Exposure

    def fitting_shares(self, group: str) -> dict[str, float]:
        """The share of all that fit a search, by group."""
        return _shares(self.fitting, self.records, group)

    @property
    def ginis(self) -> tuple[float, float]:
        """The Gini coefficients over those who fit any search: with the kept places, and without."""
        keys = {pk for pk, count in self.fitting.items() if count}
        return self.kept.gini(keys), self.without.gini(keys)


def simulate(corpus: Corpus, queries: Sequence[Query], days: int) -> Simulation:
    """Search for people on so many days. The corpus is loaded."""
    queries = [query for query in queries if query.list == "talent"]
    grades = [grade_all(query, corpus.profiles) for query in queries]
    fitting = Counter(pk for each in grades for pk, grade in each.items() if grade >= GOOD)
    kept = _expose(queries, grades, days)
    with without_kept_places():
        without = _expose(queries, grades, days)
    set_clock()
    return Simulation(corpus.profiles, fitting, kept, without)


@contextmanager
def without_kept_places() -> Iterator[None]:
    """Rank all freelancers in one list by their proof, also who has none yet."""
    everybody = {
        "_proof": lambda of, lot, weights: by.proof(of, f"{of}jobs_done", weights),
        "_is_new": lambda of: NOBODY,
    }
    with patch.multiple(postgres, **everybody):
        yield


NOBODY = Value(value=False)


def _expose(queries: Sequence[Query], grades: Sequence[dict[int, int]], days: int) -> Exposure:
    views, measures = Counter[int](), list[float]()
    for day in range(days):
        set_clock()
        clock._offset += timedelta(days=day)
        for query, by_key in zip(queries, grades, strict=True):
            ids = find(TalentQuery(q=query.text), limit=PAGE).ids
            measures.append(ndcg([by_key[pk] for pk in ids], list(by_key.values())))
            for place, pk in enumerate(ids):
                views[pk] += 1 / math.log2(place + 2)  # type: ignore[assignment]  # a Counter of floats
    return Exposure(views, mean(measures))


def _shares(values: dict[int, float] | Counter[int], records: Sequence[Record], group: str) -> dict[str, float]:
    total, sums = sum(values.values()) or 1, dict[str, float]()
    for record in records:
        name = GROUPS[group](record)
        sums[name] = sums.get(name, 0.0) + values.get(key(record), 0) / total
    return sums


def table(simulation: Simulation) -> str:
    """The simulation as text: a line for each group, then Gini and nDCG."""
    lines = [f"{'share in %':28}  fit  views  without kept places"]
    for group in GROUPS:
        columns = (
            simulation.fitting_shares(group),
            simulation.kept.shares(simulation.records, group),
            simulation.without.shares(simulation.records, group),
        )
        lines += [
            f"{group + ': ' + name:28} " + "  ".join(f"{100 * column[name]:5.1f}" for column in columns)
            for name in sorted(columns[0])
        ]
    ginis = simulation.ginis
    lines.append(f"{'Gini of views':28}        {ginis[0]:5.3f}  {ginis[1]:5.3f}")
    lines.append(f"{'nDCG@10':28}        {simulation.kept.ndcg:5.3f}  {simulation.without.ndcg:5.3f}")
    return "\n".join(lines)


def facts(simulation: Simulation) -> dict[str, float]:
    """The figures that the benchmark reports."""
    shares = [each.shares(simulation.records, "cohort").get(NEW, 0.0) for each in (simulation.kept, simulation.without)]
    ginis = simulation.ginis
    return {
        "new": shares[0],
        "new_without": shares[1],
        "new_fitting": simulation.fitting_shares("cohort").get(NEW, 0.0),
        "gini": ginis[0],
        "gini_without": ginis[1],
        "ndcg": simulation.kept.ndcg,
        "ndcg_without": simulation.without.ndcg,
    }

"""Which papers of an exam are alike: the same wrong answers to the same questions, and at the same times.

For a person to judge: a pair that stands here has done nothing wrong by that. Pure functions.

Wrong answers of few people say the most, and whoever copies shares several: so pairs are looked for by an index of
(question, wrong answer), without answers that very many gave, and those with most in common are then compared in full.
"""

import heapq
import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_IN_GROUP = 500  # who gave the same wrong answer; more of them say little, and make pairs by the million
LEAST_SHARED = 2  # same wrong answers of a pair that is reported
MOST_COMPARED = 5000  # pairs that are compared in full
MOST_PAIRS = 50  # that are reported
CLOSE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What one paper says to one question: `form` is the same for equal answers."""

    form: str
    is_right: bool
    second: float  # since a time that is the same for all papers


Paper = Mapping[int, Answered]  # by question


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two papers are, named by their positions. `expected`: so many same wrong answers come by chance."""

    one: int
    other: int
    same_wrong: int
    shared: int  # questions that both answered
    expected: float
    close: int  # of them, answered within a minute of each other

    @property
    def surprise(self) -> float:
        """How unlikely so many same wrong answers are by chance: the negative decimal logarithm of that."""
        return tail(self.same_wrong, self.expected)


def tail(count: int, expected: float) -> float:
    """The negative decimal logarithm of the chance of `count` or more, where `expected` come on average (Poisson)."""
    if not count or not expected:
        return float(count)
    logs = [each * math.log(expected) - expected - math.lgamma(each + 1) for each in range(count, count + 40)]
    most = max(logs)
    return -(most + math.log(sum(math.exp(each - most) for each in logs))) / math.log(10)


def similar_pairs(papers: Sequence[Paper], owners: Sequence[int]) -> list[Likeness]:
    """The pairs that are most alike, of different owners, the most unlikely first."""
    chances = _chances(papers)
    candidates = heapq.nlargest(MOST_COMPARED, _candidates(papers, owners))
    rows = [_compare(papers, one, other, chances) for _weight, one, other in candidates]
    rows.sort(key=lambda each: (-each.surprise, -each.close, each.one, each.other))
    return [each for each in rows if each.same_wrong >= LEAST_SHARED and each.same_wrong > each.expected][:MOST_PAIRS]


def _candidates(papers: Sequence[Paper], owners: Sequence[int]) -> Iterator[tuple[float, int, int]]:
    """Pairs that share wrong answers, with how much these say: each the more, the fewer people gave it. One paper after
    another, so that no table of all pairs is in memory."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, paper in enumerate(papers):
        for question, each in paper.items():
            if not each.is_right:
                groups[question, each.form].append(at)
    weights = {key: math.log(1 + len(papers) / len(members)) for key, members in groups.items()}
    for one, paper in enumerate(papers):
        sums: dict[int, float] = defaultdict(float)
        for key in [(question, each.form) for question, each in paper.items() if not each.is_right]:
            members, weight = groups[key], weights[key]
            if len(members) <= MOST_IN_GROUP:
                for other in members[bisect_right(members, one) :]:
                    sums[other] += weight
        yield from ((weight, one, other) for other, weight in sums.items() if owners[one] != owners[other])


def _chances(papers: Sequence[Paper]) -> dict[int, float]:
    """By question the chance that two papers have the same wrong answer to it, as often as each was given."""
    answers: dict[int, Counter[str]] = defaultdict(Counter)
    totals: Counter[int] = Counter()
    for paper in papers:
        for question, each in paper.items():
            totals[question] += 1
            if not each.is_right:
                answers[question][each.form] += 1
    return {
        question: sum(count * (count - 1) for count in answers[question].values()) / (total * (total - 1))
        for question, total in totals.items()
        if total > 1
    }


def _compare(papers: Sequence[Paper], one: int, other: int, chances: Mapping[int, float]) -> Likeness:
    first, second = papers[one], papers[other]
    shared = first.keys() & second.keys()
    return Likeness(
        one=one,
        other=other,
        same_wrong=sum(first[each].form == second[each].form and not first[each].is_right for each in shared),
        shared=len(shared),
        expected=sum(chances.get(each, 0.0) for each in shared),
        close=sum(abs(first[each].second - second[each].second) <= CLOSE_SECONDS for each in shared),
    )

"""Two papers of the demonstration data that are alike, for the report that somebody judges."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from market.learning.models import Question, Sitting, SittingAnswer

MOST = 5  # same wrong answers
Rows = list[tuple[SittingAnswer, SittingAnswer]]


def make_alike(rows: Iterable[SittingAnswer], wrong: Callable[[Question], object]) -> Sitting | None:
    """Give the same wrong answers, before they are stored, to those two papers that have most questions in common.
    Returns the later one; None where no two have any."""
    papers: dict[int, list[SittingAnswer]] = {}
    for row in rows:
        if row.question.kind != Question.Kind.FILE:
            papers.setdefault(row.sitting_id, []).append(row)
    common = max((_common(*pair) for pair in combinations(papers.values(), 2)), key=len, default=[])
    for one, other in common[:MOST]:
        one.answer = other.answer = wrong(one.question)
    return common[0][1].sitting if common else None


def _common(first: Sequence[SittingAnswer], second: Sequence[SittingAnswer]) -> Rows:
    others = {each.question_id: each for each in second}
    return [(each, others[each.question_id]) for each in first if each.question_id in others]

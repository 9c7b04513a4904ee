"""Two papers of the demonstration data that are alike, for the report that somebody judges."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from market.learning.models import Question, Sitting, SittingAnswer

MOST = 5  # same wrong answers
Rows = list[tuple[SittingAnswer, SittingAnswer]]


def make_alike(rows: Iterable[SittingAnswer], wrong: Callable[[Question], object]) -> Sitting | None:
    """Give the same wrong answers at the same time, before they are stored, to the two papers with most questions
    in common, in the order of the earlier one. Returns the later one; None where no two have any."""
    papers: dict[int, list[SittingAnswer]] = {}
    for row in rows:
        if row.question.kind != Question.Kind.FILE:
            papers.setdefault(row.sitting_id, []).append(row)
    common = max((_common(*pair) for pair in combinations(papers.values(), 2)), key=len, default=[])
    for one, other in common[:MOST]:
        one.answer = other.answer = wrong(one.question)
    if not common:
        return None
    _follow(common, *(papers[each.sitting_id] for each in common[0]))
    return common[0][1].sitting


def _follow(common: Rows, leader: Iterable[SittingAnswer], follower: Iterable[SittingAnswer]) -> None:
    """Let one paper be answered in the order and at the times of another one, and end with it."""
    for one, other in common:
        for each in follower:
            if each.number == one.number:
                each.number, other.number = other.number, one.number
                break
    times = {each.number: each.answered_at for each in leader}
    for each in follower:
        each.answered_at = each.received_at = times.get(each.number, each.answered_at)
    first, second = (each.sitting for each in common[0])
    second.submitted_at = first.submitted_at
    second.save(update_fields=["submitted_at"])


def _common(first: Sequence[SittingAnswer], second: Sequence[SittingAnswer]) -> Rows:
    others = {each.question_id: each for each in second}
    return [(each, others[each.question_id]) for each in first if each.question_id in others]

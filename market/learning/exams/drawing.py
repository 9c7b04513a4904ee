"""The paper of one person: questions by the rules of an exam, drawn by a stored seed. Pure functions.

Drawn again from the same questions, the same seed gives the same paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol


class Rule(Protocol):
    """So many questions of a lesson ("": of any) and a difficulty (None: of any)."""

    @property
    def lesson(self) -> str: ...  # noqa: D102
    @property
    def difficulty(self) -> int | None: ...  # noqa: D102
    @property
    def count(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. Retired ones fill up only where the others do not suffice."""

    pk: int
    lesson: str
    difficulty: int
    is_retired: bool = False


def draw(rules: Sequence[Rule], candidates: Sequence[Candidate], seed: str) -> list[int] | None:
    """The ids of the questions of a paper in their order, or None where there are too few for the rules.

    A question that several rules could take goes to whichever needs it: so a paper is found whenever there is one.
    """
    chance = Random(seed)  # noqa: S311  # secret by its seed, and the same again by it
    pool = sorted(chance.sample(candidates, len(candidates)), key=lambda each: each.is_retired)
    slots = [rule for rule in rules for _number in range(rule.count)]
    taken: dict[int, int] = {}  # by question, its slot

    def seat(slot: int, tried: set[int]) -> bool:
        for each in pool:
            if each.pk in tried or not _fits(slots[slot], each):
                continue
            tried.add(each.pk)
            if each.pk not in taken or seat(taken[each.pk], tried):
                taken[each.pk] = slot
                return True
        return False

    if not all(seat(slot, set()) for slot in range(len(slots))):
        return None
    paper = sorted(taken)
    chance.shuffle(paper)
    return paper


def _fits(rule: Rule, candidate: Candidate) -> bool:
    return rule.lesson in ("", candidate.lesson) and rule.difficulty in (None, candidate.difficulty)

"""How good a question is, by the answers to it. Pure functions: of checks and of exams alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST_ANSWERS = 30  # fewer say nothing for sure
HARDEST, EASIEST = 0.2, 0.95
LEAST_DISCRIMINATION = 0.15
HARD = _("Almost nobody answers it rightly.")
EASY = _("Almost everybody answers it rightly.")
FLAT = _("Who knows more does not answer it better.")


@dataclass(frozen=True, slots=True)
class Answered:
    """One person's answer: the share of it that is right, and of all that the person answered beside it (`total`)."""

    total: float
    share: float
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """`facility`: the mean share that is right; `discrimination`: how far it goes with the total, from -1 to 1 (None:
    all are alike); `choices`: how often each was chosen; `weak`: by which rule the question is weak."""

    count: int = 0
    facility: float | None = None
    discrimination: float | None = None
    choices: dict[str, int] = field(default_factory=dict)
    weak: list[str | Promise] = field(default_factory=list)


def statistics_of(rows: Iterable[Answered]) -> Statistics:
    """Those of one question, from the first answer of each person."""
    rows = list(rows)
    if not rows:
        return Statistics()
    facility = sum(each.share for each in rows) / len(rows)
    discrimination = _correlation([(each.total, each.share) for each in rows])
    chosen = Counter(key for each in rows for key in _keys(each.answer))
    return Statistics(len(rows), facility, discrimination, dict(chosen), _weak(len(rows), facility, discrimination))


def _keys(answer: Any) -> list[str]:
    """What was chosen, or typed: each once."""
    if isinstance(answer, str):
        return [answer] if answer else []
    return list(dict.fromkeys(each for each in answer if isinstance(each, str))) if isinstance(answer, list) else []


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    count = len(pairs)
    mean_x, mean_y = sum(x for x, _y in pairs) / count, sum(y for _x, y in pairs) / count
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sum((x - mean_x) ** 2 for x, _y in pairs) * sum((y - mean_y) ** 2 for _x, y in pairs)
    return float(both / spread**0.5) if spread > 1e-12 else None


def _weak(count: int, facility: float, discrimination: float | None) -> list[str | Promise]:
    if count < LEAST_ANSWERS:
        return []
    rules = (
        (facility < HARDEST, HARD),
        (facility > EASIEST, EASY),
        (discrimination is not None and discrimination < LEAST_DISCRIMINATION, FLAT),
    )
    return [sentence for holds, sentence in rules if holds]

"""How questions did in an exam: how many got them right, whether they tell good papers from weak ones. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

LEAST_PAPERS = 10  # fewer say nothing about how a question separates
EASY, HARD = 0.95, 0.2
WEAK = 0.1  # a question that separates less than this is looked at


@dataclass(frozen=True, slots=True)
class Marked:
    """A question in one paper: how much of it was right (0 to 1), and of all other points of the paper."""

    share: float
    rest: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one question: in how many papers it was, how much of it was right on average, and how far that goes with the
    rest of the paper (-1 to 1; None: too few papers, or all the same)."""

    papers: int
    facility: float
    discrimination: float | None

    @property
    def is_weak(self) -> bool:
        """Whether somebody should look at the question."""
        separates = self.discrimination is None or self.discrimination >= WEAK
        return self.papers >= LEAST_PAPERS and not (separates and HARD <= self.facility <= EASY)


def figures_of_question(rows: Sequence[Marked]) -> Figures:
    """The figures; `rows` are its papers, one at least."""
    return Figures(len(rows), fmean(each.share for each in rows), _discrimination(rows))


def _discrimination(rows: Sequence[Marked]) -> float | None:
    if len(rows) < LEAST_PAPERS:
        return None
    try:
        return correlation([each.share for each in rows], [each.rest for each in rows])
    except StatisticsError:
        return None

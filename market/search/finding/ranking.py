"""Ranking: the one formula of the best match, the same for every search engine.

Rows are compared first by group, then by score.

**Group** (lower is better): how well the row fits what was asked, then how near it is, then how many of the preferences
(price, time, language, experience) it does not meet, then whether its heading has all the words as they stand.

**Score** = 0.45 match + 0.25 proof + 0.20 availability + 0.10 freshness, each 0 to 1 (the weights are those of
`Weights`; staff may change them within `BOUNDS`, see `search.weights`):

- match: a skill that the freelancer has and that the headline names 1, only one of both 0.75, in portfolio or services
  0.5, in the story 0.25. Several skills: three quarters the best, a quarter the mean, by how likely each was meant.
- proof: jobs done here (half of the value at five), the Bayesian mean of reviews, the standing. Who has done no job
  here has the day's draw in its place.
- availability: free now 1, soon 0.6, not taking work 0.
- freshness: 1 for a profile that was changed today, a half after 60 days.

**Share of the new**: within a group, one place in three is for freelancers who have done no job here, as long as there
are any; so both lists, of the proven and of the new, are ranked by themselves and then merged. Nobody can buy a place:
no input is an amount, and there is no field for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from market.core.base import clock

HALF_JOBS = 5.0  # jobs done that give half of the proof by jobs
HALF_FRESH = {"talent": 60.0, "services": 60.0, "jobs": 7.0}  # days after which freshness is a half
LEAST_RATING, RATINGS = 3.0, 2.0  # ratings of 3 to 5 count as 0 to 1
PRIOR_STANDING = 75.0  # of whom too little is known
PRIME = 65_521  # of the daily draw
DRAW_STEP = 48_271
BEST_SUBJECT = 0.75  # of the match: the best subject; the rest is the mean over all
MILLION = 1e6  # scores are compared in whole millionths
QUICK_DAYS = 2  # in which an urgent service is delivered

# The value of a skill by where it stands.
BOTH, ONE, WORK, STORY = 1.0, 0.75, 0.5, 0.25
# The least value of the most likely skills for each class; below the last: only the topic fits.
STRONG, MEDIUM = 0.6, 0.35
GOOD, FAIR, WEAK, WIDENED = 0, 1, 2, 3  # classes of fit
CLASS, PLACE, UNMET = 1000, 100, 10  # factors of the parts of a group


INPUTS = ("match", "proof", "availability", "freshness")
PROOFS = ("jobs", "rating", "standing")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the score's inputs (INPUTS), and the shares of what counts as proof (PROOFS), in hundredths.

    Each of both sums to 100. One place in `new_every` is for the new.
    """

    match: int = 45
    proof: int = 25
    availability: int = 20
    freshness: int = 10
    jobs: int = 50
    rating: int = 30
    standing: int = 20
    new_every: int = 3

    def share(self, name: str) -> float:
        """One of the weights as a share, 0 to 1."""
        return float(getattr(self, name)) / 100


DEFAULTS = Weights()
# The least and the most of each weight. However staff set them, one place in four is for the new at least.
BOUNDS: dict[str, tuple[int, int]] = {
    "match": (30, 70),
    "proof": (10, 40),
    "availability": (5, 30),
    "freshness": (0, 20),
    "jobs": (20, 70),
    "rating": (10, 60),
    "standing": (0, 30),
    "new_every": (2, 4),
}
AVAILABILITY = {"now": 1.0, "soon": 0.6, "busy": 0.0}

Ranked = tuple[int, int]  # (id, group)


def draw_factor(at: datetime) -> int:
    """The factor of the day: the draw of a row is `id * factor % PRIME / PRIME`, 0 to 1, the same all day."""
    return 1 + clock.local(at).date().toordinal() * DRAW_STEP % (PRIME - 2)


def merged(proven: Sequence[Ranked], new: Sequence[Ranked], offset: int, limit: int, new_every: int) -> list[Ranked]:
    """The rows of a page, out of both lists, each in its order and long enough to fill the page alone."""
    return list(islice(_merged(proven, new, new_every), offset, offset + limit))


def _merged(proven: Sequence[Ranked], new: Sequence[Ranked], new_every: int) -> Iterator[Ranked]:
    placed = [(group, _place(at, new_every / (new_every - 1)), pk) for group, at, pk in _numbered(proven)]
    placed += [(group, _place(at, new_every) - 0.25, pk) for group, at, pk in _numbered(new)]
    yield from ((pk, group) for group, _, pk in sorted(placed))


def _place(at: int, step: float) -> float:
    return (at + 1) * step


def _numbered(rows: Sequence[Ranked]) -> Iterator[tuple[int, int, int]]:
    """(group, number within the group, id)."""
    for group, members in groupby(rows, key=lambda row: row[1]):
        yield from ((group, number, pk) for number, (pk, _) in enumerate(members))

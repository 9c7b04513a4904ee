"""The formula of a standing: its inputs, weights and numbers. All of it is published in the help.

Each input is a share of a user's events: "9 of 10 delivered on time". It is smoothed as if `IMAGINED` more events
had a share of `PRIOR`, so that few events weigh little, and counts from `LEAST` events on. The points are the mean of
the inputs that count, by their weights; with fewer than `NEEDED` of them a user is new and has no points.

Only events count. Who somebody is (gender, age, district, language, faith, disability) is no input, ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WINDOW_DAYS = 365
ANSWER_DAYS = 3  # in which an invitation or an offer is answered
LEAST = 3
NEEDED = 2
PRIOR, IMAGINED = Decimal("0.8"), 4
TENTH = Decimal("0.1")


class Side(models.TextChoices):
    """A side of the work; a user may have a standing on both."""

    FREELANCER = "freelancer", _("As a freelancer")
    CLIENT = "client", _("As a client")


@dataclass(frozen=True, slots=True)
class Input:
    """An input. `counted` says how it is counted, `better` how to improve it; both are public."""

    name: str
    weight: int
    title: str | Promise
    counted: str | Promise
    better: str | Promise


_reviews = _("Stars of reviews that are public. 1 star counts as nothing, 5 stars in full. Blind reviews never count.")
_without_loss = _(
    "Paid contracts that are over, without a dispute in which a moderator, or the silence of this side, gave the other"
    " side more than half of its claim. Disputes that both settled do not count against anybody."
)
_to_lose_none = _("Write down what is agreed. Answer a dispute in time, and settle where the other side is right.")
INPUTS: dict[str, tuple[Input, ...]] = {
    Side.FREELANCER: (
        Input(
            "on_time",
            35,
            _("Delivered on time"),
            _(
                "Funded milestones whose first delivery came by the agreed day. More time that both agreed on counts,"
                " and nothing is late after a bank has stopped the payment,"
                " or while a dispute keeps it from being delivered."
            ),
            _("Agree on days that you can keep. If you need longer, ask for more time before the day comes."),
        ),
        Input(
            "reviews",
            25,
            _("Reviews"),
            _reviews,
            _("Ask early what is not clear, show drafts, and say each day where the work stands."),
        ),
        Input(
            "answers",
            20,
            _("Answers"),
            _(
                "Invitations and direct offers that were answered within 3 days. A no is an answer too. Plain messages,"
                " jobs that ended before, and people whom a block keeps apart do not count."
            ),
            _("Answer each invitation and offer, also with a no. If you have no time, set days away."),
        ),
        Input(
            "disputes",
            20,
            _("Without a lost dispute"),
            _without_loss,
            _to_lose_none,
        ),
    ),
    Side.CLIENT: (
        Input(
            "answers",
            30,
            _("Answers to deliveries"),
            _("Deliveries that were approved, or for which changes were asked, before the days of silence were over."),
            _("Look at each delivery soon: approve it, or say what should change."),
        ),
        Input(
            "reviews",
            25,
            _("Reviews"),
            _reviews,
            _("Write a clear brief, answer questions soon, and approve good work without waiting."),
        ),
        Input(
            "hires",
            20,
            _("Jobs that end with a hire"),
            _("Jobs with at least one bid that are over, and in which somebody was hired."),
            _("Post a job when you are ready to hire, and read the bids before its days are over."),
        ),
        Input(
            "disputes",
            15,
            _("Without a lost dispute"),
            _without_loss,
            _to_lose_none,
        ),
        Input(
            "invited",
            10,
            _("Hires of invited people"),
            _("Jobs that are over, to which somebody invited sent a bid, and in which one of those was hired."),
            _("Invite only those whom you would hire: each of them spends time on a bid for you."),
        ),
    ),
}

Counts = Mapping[str, tuple[Decimal, int]]  # by the name of an input: (how many went well, of how many)


@dataclass(frozen=True, slots=True)
class InputScore:
    """An input with a user's counts. `points` of `most` are of the hundred; None while the input does not count."""

    input: Input
    good: Decimal
    count: int
    most: Decimal | None = None
    points: Decimal | None = None

    @property
    def stars(self) -> Decimal | None:
        """For reviews: the mean, 1 to 5; None for other inputs, and without reviews."""
        if self.input.name != "reviews" or not self.count:
            return None
        return (1 + 4 * self.good / self.count).quantize(TENTH, ROUND_HALF_UP)

    @property
    def rounded(self) -> tuple[Decimal, Decimal] | None:
        """(points, most), rounded to a tenth; None while the input does not count."""
        if self.points is None or self.most is None:
            return None
        return _to_tenth(self.points), _to_tenth(self.most)

    @property
    def missing(self) -> int:
        """How many more events it takes before the input counts."""
        return max(0, LEAST - self.count)


def _to_tenth(number: Decimal) -> Decimal:
    """Rounded to a tenth; 35, not 35.0."""
    tenth = number.quantize(TENTH, ROUND_HALF_UP)
    return tenth.to_integral_value() if tenth == tenth.to_integral_value() else tenth


def smoothed_share(good: Decimal, count: int) -> Decimal:
    """The smoothed share of an input, from 0 to 1."""
    return (good + PRIOR * IMAGINED) / (count + IMAGINED)


def answer_share(answered: tuple[Decimal | float | str, int] | None) -> int | None:
    """How many of a hundred invitations and offers were answered in time, from the count of that input.

    None while there are fewer than LEAST, which would say nothing."""
    good, count = answered or (0, 0)
    return round(100 * float(good) / count) if count >= LEAST else None


def input_scores(side: str, counts: Counts) -> list[InputScore]:
    """Every input of a side, with its counts and points."""
    counted = {each.name: counts.get(each.name, (Decimal(0), 0)) for each in INPUTS[side]}
    weights = sum(each.weight for each in INPUTS[side] if counted[each.name][1] >= LEAST)
    scores = []
    for each in INPUTS[side]:
        good, count = counted[each.name]
        if count < LEAST:
            scores.append(InputScore(each, good, count))
            continue
        most = Decimal(100 * each.weight) / weights
        scores.append(InputScore(each, good, count, most, most * smoothed_share(good, count)))
    return scores


def points_of(scores: list[InputScore]) -> int | None:
    """The points of the hundred; None while too few inputs count."""
    counting = [each.points for each in scores if each.points is not None]
    if len(counting) < NEEDED:
        return None
    return int(sum(counting, Decimal(0)).to_integral_value(ROUND_HALF_UP))

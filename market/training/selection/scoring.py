"""The published rule of selection: what the stated answers of an application give. The public page is drawn from it.

A rule that was published is never changed: another one gets the next number, and its own table here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.applications.models import Application

RULE = 1
Device, Connection = Application.Device, Application.Connection
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Answers:
    """What counts of an application. `years` since the earlier certificate; `waited`: a draw before gave no seat."""

    device: str
    connection: str
    hours: int
    years: int
    waited: bool


@dataclass(frozen=True, slots=True)
class Level:
    """What some answers give: the `choices` named, or a number of `least` or more."""

    points: int
    choices: tuple[Application.Device | Application.Connection, ...] = ()
    least: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the rule, its levels from the highest to the lowest. `unit` says what its numbers count."""

    code: str
    name: Text
    why: Text
    levels: tuple[Level, ...]
    unit: Text = ""

    def points_for(self, answer: str | int) -> int:
        """What the answer gives: of a number the first level that it reaches."""
        if isinstance(answer, str):
            return next((each.points for each in self.levels if answer in each.choices), 0)
        return next((each.points for each in self.levels if answer >= each.least), 0)

    @property
    def most(self) -> int:
        """The most that it gives."""
        return max(each.points for each in self.levels)


PARTS = (
    Part(
        "device",
        pgettext_lazy("what one learns with", "Device"),
        _("The course is done on a computer. Who can use one learns from the first day."),
        (
            Level(3, (Device.COMPUTER,)),
            Level(2, (Device.SHARED_COMPUTER,)),
            Level(1, (Device.PHONE, Device.SHARED_PHONE)),
            Level(0, (Device.NONE,)),
        ),
    ),
    Part(
        "connection",
        _("Internet connection"),
        _("Most classes are live on the internet. Good mobile internet is enough for them."),
        (
            Level(2, (Connection.BROADBAND, Connection.MOBILE)),
            Level(1, (Connection.WEAK_MOBILE,)),
            Level(0, (Connection.NONE,)),
        ),
    ),
    Part(
        "hours",
        _("Hours a week for the course"),
        _("Classes take almost five hours a week, and what is learned there has to be practised."),
        (Level(2, least=10), Level(1, least=5), Level(0)),
        _("hours a week or more"),
    ),
    Part(
        "years",
        _("Years since the earlier certificate"),
        _("Who has waited longest since the earlier course comes first. The year in which applications close counts."),
        (Level(3, least=6), Level(2, least=4), Level(1, least=2), Level(0)),
        _("years or more"),
    ),
    Part(
        "waited",
        _("Applied before in this programme"),
        _("Who applied for an earlier phase and got no seat there has one point more."),
        (Level(1, least=1), Level(0)),
        _("earlier draw without a seat"),
    ),
)
RULES = {RULE: PARTS}
MOST_POINTS = sum(each.most for each in PARTS)


def points_of(answers: Answers, rule: int = RULE) -> dict[str, int]:
    """The points of each part, by its code."""
    return {each.code: each.points_for(getattr(answers, each.code)) for each in RULES[rule]}


def score_of(points: Mapping[str, int]) -> int:
    """All points together."""
    return sum(points.values())

"""Reads of standings: what everybody may see of a person, and her own with the deeds behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.profiles.freelancers.standings import level_of
from market.standing.actions import WINDOW, midnight_before
from market.standing.facts import Deed, deeds_of
from market.standing.formula import Part, Side, parts_of
from market.standing.models import Score

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands on a side. `points` None: she is new. `counted_at` None: nothing was ever counted."""

    side: str
    points: int | None
    parts: list[Part]
    counted_at: datetime | None

    @property
    def level(self) -> str:
        """The stable name of its word."""
        return level_of(self.points)[0]

    @property
    def word(self) -> Any:
        """Its word."""
        return level_of(self.points)[1]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not any(part.count for part in self.parts)


def standing_of(user: int, side: str) -> Standing:
    """What everybody may see: the points, and every input with its counts. One statement."""
    return told(Score.objects.filter(user=user, side=side).first(), side)


def told(score: Score | None, side: str) -> Standing:
    """What a score says of a person; None: nothing was ever counted."""
    if score is None:
        return Standing(side, None, parts_of(side, {}), None)
    return Standing(side, score.points, score.parts, score.counted_at)


@dataclass(frozen=True, slots=True)
class OwnPart:
    """An input of hers with the deeds that counted, and those that begin to count later: newest first."""

    part: Part
    deeds: list[Deed]
    ahead: int


def own_parts(user: "User", standing: Standing) -> list[OwnPart]:
    """The inputs of her own standing with their deeds, as they were at its count."""
    at = standing.counted_at or midnight_before(clock.now())
    found = deeds_of(user.pk, standing.side, at - WINDOW)
    parts = []
    for part in standing.parts:
        known = sorted(found[part.input.name], key=lambda deed: deed.at, reverse=True)
        counted = [deed for deed in known if deed.at < at]
        parts.append(OwnPart(part, counted, len(known) - len(counted)))
    return parts


def sides_of(user: "User") -> list[Side]:
    """The sides on which she can stand, the one that she chose first."""
    sides = [Side.FREELANCER] if getattr(user, "profile", None) else []
    if not sides or getattr(user, "client_profile", None) or user.side == Side.CLIENT:
        sides.append(Side.CLIENT)
    return sorted(sides, key=lambda side: side != user.side)

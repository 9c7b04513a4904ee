"""Reads of standings: what everybody may see of a person, and her own with the deeds behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.profiles.freelancers.standings import level_of
from market.standing.actions import WINDOW, midnight_before
from market.standing.facts import ScoredEvent, scored_events
from market.standing.formula import InputScore, Side, input_scores
from market.standing.models import Score

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands on a side. `points` None: she is new. `counted_at` None: nothing was ever counted."""

    side: str
    points: int | None
    parts: list[InputScore]
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
    return standing_from_score(Score.objects.filter(user=user, side=side).first(), side)


def standing_from_score(score: Score | None, side: str) -> Standing:
    """What a score says of a person; None: nothing was ever counted."""
    if score is None:
        return Standing(side, None, input_scores(side, {}), None)
    return Standing(side, score.points, score.parts, score.counted_at)


@dataclass(frozen=True, slots=True)
class OwnInput:
    """An input of hers with the deeds that counted, and those that begin to count later: newest first."""

    part: InputScore
    deeds: list[ScoredEvent]
    ahead: int


def own_inputs(user: "User", standing: Standing) -> list[OwnInput]:
    """The inputs of her own standing with their deeds, as they were at its count."""
    at = standing.counted_at or midnight_before(clock.now())
    events_by_input = scored_events(user.pk, standing.side, at - WINDOW)
    inputs = []
    for score in standing.parts:
        events = sorted(events_by_input[score.input.name], key=lambda deed: deed.at, reverse=True)
        counted = [deed for deed in events if deed.at < at]
        inputs.append(OwnInput(score, counted, len(events) - len(counted)))
    return inputs


def sides_of(user: "User") -> list[Side]:
    """The sides on which she can stand, the one that she chose first."""
    sides = [Side.FREELANCER] if getattr(user, "profile", None) else []
    if not sides or getattr(user, "client_profile", None) or user.side == Side.CLIENT:
        sides.append(Side.CLIENT)
    return sorted(sides, key=lambda side: side != user.side)

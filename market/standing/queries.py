"""Reads of standings: what everybody may see of a user, and the user's own with its scored events."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.profiles.freelancers.standings import level_of
from market.standing.actions import WINDOW, midnight_before
from market.standing.formula import InputScore, Side, input_scores
from market.standing.models import Score
from market.standing.scored_events import ScoredEvent, scored_events

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """A user's standing on a side. `points` None: new. `counted_at` None: never counted."""

    side: str
    points: int | None
    inputs: list[InputScore]
    counted_at: datetime | None

    @property
    def level(self) -> str:
        """The code of the level."""
        return level_of(self.points)[0]

    @property
    def word(self) -> Any:
        """The level in words, translated."""
        return level_of(self.points)[1]

    @property
    def is_empty(self) -> bool:
        """Whether no input has events."""
        return not any(each.count for each in self.inputs)


def standing_of(user: int, side: str) -> Standing:
    """The public standing: the points, and every input with its counts. One statement."""
    return standing_from_score(Score.objects.filter(user=user, side=side).first(), side)


def standing_from_score(score: Score | None, side: str) -> Standing:
    """The standing of a score, or of a user who was never counted (None)."""
    if score is None:
        return Standing(side, None, input_scores(side, {}), None)
    return Standing(side, score.points, score.inputs, score.counted_at)


@dataclass(frozen=True, slots=True)
class OwnInput:
    """An input with the events that counted, newest first, and the number of those that will count later."""

    score: InputScore
    events: list[ScoredEvent]
    ahead: int


def own_inputs(user: "User", standing: Standing) -> list[OwnInput]:
    """The inputs of the user's standing with their events, as of the last count."""
    at = standing.counted_at or midnight_before(clock.now())
    events_by_input = scored_events(user.pk, standing.side, at - WINDOW)
    inputs = []
    for score in standing.inputs:
        events = sorted(events_by_input[score.input.name], key=lambda event: event.at, reverse=True)
        counted = [event for event in events if event.at < at]
        inputs.append(OwnInput(score, counted, len(events) - len(counted)))
    return inputs


def sides_of(user: "User") -> list[Side]:
    """The sides on which a user can have a standing, the chosen one first."""
    sides = [Side.FREELANCER] if getattr(user, "profile", None) else []
    if not sides or getattr(user, "client_profile", None) or user.side == Side.CLIENT:
        sides.append(Side.CLIENT)
    return sorted(sides, key=lambda side: side != user.side)

"""A selection as everybody may see it, and as officers see it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Count

from market.core.base import clock
from market.training.models import Phase, Selection, SelectionChange
from market.training.selection.queries import open_objections
from market.training.selection.refusals import ObjectionsOpen

State = Selection.State
OFFICER, SITE = "officer", "site"


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """One draw: what it differs in from the draw before, or from what was fixed at closing; when it was refused."""

    change: SelectionChange
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A selection in numbers. Before it is published only officers may see the seed and the counts."""

    selection: Selection
    counts: dict[str, int]  # applications by outcome
    refusals: int
    draws: list["DrawRecord"]  # all of them, also those that were refused

    @property
    def committed_by(self) -> str:
        """The role of who committed the seed."""
        return OFFICER if self.selection.committed_by_id else SITE

    @property
    def seats(self) -> int:
        """All seats that were to be had."""
        return sum(each["seats"] for each in self.selection.seats)


@dataclass(frozen=True, slots=True)
class DeskView:
    """What officers see of the selection of a phase. `overview` is None before its seed is committed."""

    phase: Phase
    overview: Overview | None
    applications: int
    objections: int
    changes: list[SelectionChange]

    @property
    def is_closed(self) -> bool:
        """Whether nobody may apply any more."""
        return self.phase.closes_at <= clock.now()

    @property
    def why_it_waits(self) -> ObjectionsOpen:
        """The sentence about the objections for which the draw waits."""
        return ObjectionsOpen(count=self.objections)

    @property
    def step(self) -> str:
        """What is next: "commit", "wait", "objections", "draw", "confirm"; "" once published, or never committed."""
        if self.overview is None:
            return "" if self.is_closed else "commit"
        selection = self.overview.selection
        if selection.is_drawn:
            return "" if selection.is_published else "confirm"
        if not self.is_closed:
            return "wait"
        return "objections" if self.objections else "draw"


def overview_of(selection: Selection) -> Overview:
    """The selection in numbers."""
    counted: Any = selection.places.order_by().values_list("outcome").annotate(Count("pk"))
    changes = [each for each in selection.changes.all() if each.state != State.COMMITTED]
    draws = [
        DrawRecord(each, later.at if later is not None and later.state == State.REFUSED else None)
        for each, later in zip_longest(changes, changes[1:])
        if each.state == State.DRAWN
    ]
    return Overview(selection, Counter(dict(counted)), sum(each.refused_at is not None for each in draws), draws)


def desk_view(phase: Phase) -> DeskView:
    """What officers see of the selection of the phase."""
    rows = Selection.objects.filter(phase=phase).select_related("phase", "committed_by", "drawn_by", "confirmed_by")
    selection = rows.first()
    changes = list(selection.changes.select_related("by")) if selection else []
    applications = phase.applications.filter(state="submitted").count()
    overview = overview_of(selection) if selection else None
    return DeskView(phase, overview, applications, open_objections(phase), changes)

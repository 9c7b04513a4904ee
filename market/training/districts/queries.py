"""Where the programme stands in each district: by the days of its batches, for everybody to read."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.training.districts.tiles import Tile, tiles
from market.training.enrolments.queries import with_taken
from market.training.models import Batch, District, Programme


class Stand(models.TextChoices):
    """What a tile says of its district."""

    NOT_BEGUN = "not_begun", _("Not begun")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


SIGNS = {Stand.NOT_BEGUN: "○", Stand.RUNNING: "▶", Stand.DONE: "✓"}


@dataclass(frozen=True, slots=True)
class Place:
    """A district: where it stands, and its batches, the first one first."""

    district: District
    tile: Tile
    stand: Stand
    batches: Sequence[Batch]

    @property
    def sign(self) -> str:
        """The sign of its state, which needs no colour."""
        return SIGNS[self.stand]

    @property
    def seats(self) -> int:
        """The seats of all its batches."""
        return sum(each.seats for each in self.batches)

    @property
    def taken(self) -> int:
        """How many of them are taken, or offered."""
        return sum(each.taken for each in self.batches)  # type: ignore[attr-defined]  # annotated

    @property
    def phases(self) -> list[int]:
        """The numbers of the phases in which it is trained."""
        return sorted({each.phase.number for each in self.batches if each.phase})

    @property
    def since(self) -> date | None:
        """The first day of its first batch."""
        return min((each.started_on for each in self.batches), default=None)

    @property
    def until(self) -> date | None:
        """The last day of its last batch."""
        return max((each.ended_on for each in self.batches), default=None)

    @property
    def division(self) -> str:
        """Its division, in the language that is active now."""
        bangla = translation.get_language() == "bn"
        return self.district.division_bn if bangla else self.district.division_en


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its districts: how many are in which state, and their seats, with those that are taken."""

    name: str
    counts: dict[str, int]
    seats: int
    taken: int
    places: list[Place]


@dataclass(frozen=True, slots=True)
class ProgrammeMap:
    """The programme in all districts."""

    programme: Programme | None
    places: list[Place]
    divisions: list[Division]
    total: Division


def programme_map() -> ProgrammeMap:
    """The newest programme that has begun, and every district by its batches of the plan."""
    today = clock.local(clock.now()).date()
    by_district: dict[int, list[Batch]] = defaultdict(list)
    programme = Programme.objects.filter(starts_on__lte=today).first() or Programme.objects.first()
    rows = with_taken().filter(phase__programme=programme).select_related("phase")
    for batch in rows.order_by("started_on", "pk"):
        by_district[batch.district_id].append(batch)
    places = [_place(district, by_district[district.pk], today) for district in District.objects.all()]
    places.sort(key=lambda each: each.district.name)
    names = sorted({each.division for each in places})
    return ProgrammeMap(
        programme,
        places,
        [_division(name, [each for each in places if each.division == name]) for name in names],
        _division("", places),
    )


def _place(district: District, batches: list[Batch], today: date) -> Place:
    stand = Stand.NOT_BEGUN
    if any(each.started_on <= today <= each.ended_on for each in batches):
        stand = Stand.RUNNING
    elif any(each.ended_on < today for each in batches):
        stand = Stand.DONE
    return Place(district, tiles()[district.slug], stand, batches)


def _division(name: str, places: list[Place]) -> Division:
    counts = Counter(each.stand.value for each in places)
    seats, taken = sum(each.seats for each in places), sum(each.taken for each in places)
    return Division(name, {each: counts[each] for each in Stand.values}, seats, taken, places)

"""How many classes did not take place, for everybody to read."""

from dataclasses import dataclass

from django.db.models import Count, Q

from market.core.base import clock
from market.training.models import Phase, Programme


@dataclass(frozen=True, slots=True)
class PhaseClasses:
    """The classes of a phase that are over, and how many of them officers found not to have taken place."""

    number: int
    over: int
    not_held: int


def classes_not_held(programme: Programme | None) -> list[PhaseClasses]:
    """Of each phase of the programme with classes that are over."""
    over = Q(batches__sessions__ends_at__lt=clock.now()) & ~Q(batches__sessions__state="cancelled")
    not_held = Q(batches__sessions__state="not_held")
    rows = Phase.objects.filter(programme=programme).order_by("number")
    counted = rows.annotate(
        over=Count("batches__sessions", filter=over), missed=Count("batches__sessions", filter=not_held)
    )
    figures = counted.values_list("number", "over", "missed")
    return [PhaseClasses(number, over, missed) for number, over, missed in figures if over]

"""Deadlines wait while there is an outage: each stored one is moved by the time of the outage that it runs across.

An app registers its deadlines. They are looked at when an outage begins, every half hour while it lasts, when it is
extended or ended, and at its end: so those are moved too that arise meanwhile. What is over stays over: only a deadline
that still runs is moved, and only one that was not over when the outage began. Run twice it changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from market.core.base import clock
from market.core.base.db import atomic
from market.training.district_outages.models import DistrictOutage, MovedDeadline

if TYPE_CHECKING:
    from market.training.models import District

LOOKS = timedelta(minutes=30)
NONE = timedelta(0)
People = Callable[["District"], "QuerySet[Any, Any]"]
Take = Callable[[int], Any]
Write = Callable[[Any, datetime, timedelta], datetime | None]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A registered one. `rows` are those of which it runs, `column` when it ends; `person` is the way to whom it is
    for, or `district` to where, for a deadline of many."""

    kind: str
    rows: Callable[[], "QuerySet[Any]"]
    column: str
    person: str
    district: str
    take: Take
    write: Write


_people: list[People] = []
_deadlines: dict[str, Deadline] = {}


def people_of_districts(find: People) -> People:
    """Register who is in a district: the function returns their ids as a query."""
    _people.append(find)
    return find


def waits_in_outages(
    kind: str, rows: "Callable[[], QuerySet[Any]]", column: str, *, take: Take, person: str = "", district: str = ""
) -> Callable[[Write], Write]:
    """Register a deadline. `take` locks a row as the app's actions do, and returns it, or None if the deadline does not
    run any more. The decorated function writes the new instant, with what belongs to it, given by how much it moves;
    it returns what it wrote, which may be sooner where something else bounds it, or None if it wrote nothing.
    """

    def register(write: Write) -> Write:
        if kind in _deadlines:
            raise ValueError(f"registered twice: {kind}")
        _deadlines[kind] = Deadline(kind, rows, column, person, district, take, write)
        return write

    return register


def in_district(district: "District", person: str) -> Q:
    """That the user of this column lives or learns in the district."""
    condition = Q()
    for find in _people:
        condition |= Q(**{f"{person}__in": find(district)})
    return condition


def deadlines() -> list[Deadline]:
    """All that are registered."""
    return list(_deadlines.values())


def waiting_rows(outage: DistrictOutage) -> Iterator[tuple[Deadline, int]]:
    """The deadlines that the outage concerns now: those that run, and those that it has moved already."""
    for each in deadlines():
        there = Q(**{each.district: outage.district}) if each.district else in_district(outage.district, each.person)
        rows = each.rows().filter(there, **{f"{each.column}__isnull": False})
        ids = set(rows.order_by().values_list("pk", flat=True))
        moved = MovedDeadline.objects.filter(outage=outage, kind=each.kind).order_by()
        ids |= set(moved.values_list("row", flat=True))
        yield from ((each, pk) for pk in sorted(ids))


@atomic
def move(outage: DistrictOutage, deadline: Deadline, pk: int) -> MovedDeadline | None:
    """Let one deadline be later by as much of the outage as it runs across; None: there is nothing to do."""
    row = deadline.take(pk)
    due = getattr(row, deadline.column) if row is not None else None
    if row is None or due is None:
        return None
    before = list(MovedDeadline.objects.filter(outage=outage, kind=deadline.kind, row=pk).order_by("pk"))
    if before and before[-1].due_at != due:
        return None  # somebody has set it anew since: that holds
    since = before[0].since if before else _since(outage, deadline.kind, pk)
    own = due - sum((each.by for each in before), NONE)  # without this outage
    if own <= since:
        return None
    wanted = own + max(outage.until_at - since, NONE)
    if wanted == due:
        return None
    person = _at(row, deadline.person) if deadline.person else None
    written = deadline.write(row, wanted, wanted - due)
    if written is None or written == due:
        return None
    moved = {"since": since, "by": written - due, "due_at": written, "at": clock.now()}
    return MovedDeadline.objects.create(outage=outage, kind=deadline.kind, row=pk, person=person, **moved)


def _since(outage: DistrictOutage, kind: str, pk: int) -> datetime:
    """From when on the outage counts for a row: what was not there at the last look arose after it. An hour that two
    outages share, of where somebody lives and of where they learn, counts once."""
    since = outage.seen_until or outage.from_at
    others = MovedDeadline.objects.filter(kind=kind, row=pk, outage__until_at__gt=since).exclude(outage=outage)
    return max([since, *others.values_list("outage__until_at", flat=True)])


def _at(row: Any, way: str) -> Any:
    for name in way.split("__"):
        row = getattr(row, name)
    return row

"""Deadlines wait while there is an outage: each stored one is moved by the time of the outage that it runs across.

An app registers its deadlines. They are looked at when an outage begins, every half hour while it lasts, when it is
extended or ended, and at its end: so those are moved too that arise meanwhile. What is over stays over: only a deadline
that still runs is moved, and only one that was not over when the outage began. Run twice it changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
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
Write = Callable[[Any, datetime, timedelta], None]
Latest = Callable[[Any], datetime | None]


def _unbounded(row: Any) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A registered one. `rows` are those of which it runs, `column` when it ends; `person` is the way to whom it is
    for, or `district` to where, for a deadline of many; `latest` is what bounds it (None: nothing)."""

    kind: str
    rows: Callable[[], "QuerySet[Any]"]
    column: str
    person: str
    district: str
    take: Take
    write: Write
    latest: Latest


_people: list[People] = []
_deadlines: dict[str, Deadline] = {}


def people_of_districts(find: People) -> People:
    """Register who is in a district: the function returns their ids as a query."""
    _people.append(find)
    return find


def waits_in_outages(  # noqa: PLR0913  # what a deadline consists of
    kind: str,
    rows: "Callable[[], QuerySet[Any]]",
    column: str,
    *,
    take: Take,
    person: str = "",
    district: str = "",
    latest: Latest = _unbounded,
) -> Callable[[Write], Write]:
    """Register a deadline. `take` locks a row as the app's actions do, and returns it, or None if the deadline does not
    run any more; `latest` says beyond which instant it is not moved. The decorated function writes the new instant,
    with what belongs to it, given by how much it moves.
    """

    def register(write: Write) -> Write:
        if kind in _deadlines:
            raise ValueError(f"registered twice: {kind}")
        _deadlines[kind] = Deadline(kind, rows, column, person, district, take, write, latest)
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
    rows = list(MovedDeadline.objects.filter(kind=deadline.kind, row=pk).order_by("pk").select_related("outage"))
    before = [each for each in rows if each.outage_id == outage.pk]
    if before and not _holds(rows[rows.index(before[-1]) :], due):
        return None  # somebody has set it anew since: that holds
    starts = before[0].since if before else outage.seen_until or outage.from_at
    since = _since(starts, rows[: rows.index(before[0])] if before else rows)
    own = due - sum((each.by for each in before), NONE)  # without this outage
    if own <= since:
        return None
    wanted, latest = own + max(outage.until_at - since, NONE), deadline.latest(row)
    if latest is not None:  # before it is written: what belongs to the deadline moves by as much as it does
        wanted = min(wanted, max(latest, own))
    if wanted == due:
        return None
    person = _at(row, deadline.person) if deadline.person else None
    deadline.write(row, wanted, wanted - due)
    moved = {"since": starts, "by": wanted - due, "due_at": wanted, "at": clock.now()}
    return MovedDeadline.objects.create(outage=outage, kind=deadline.kind, row=pk, person=person, **moved)


def _holds(rows: list[MovedDeadline], due: datetime) -> bool:
    """Whether nothing but outages has moved the deadline since the first of these rows."""
    steps = all(later.due_at - later.by == earlier.due_at for earlier, later in pairwise(rows))
    return steps and rows[-1].due_at == due


def _since(starts: datetime, others: list[MovedDeadline]) -> datetime:
    """From when on the outage adds time to a row, after the `others` that moved it first: an hour that two outages
    share, of where somebody lives and of where they learn, counts once."""
    return max([starts, *(each.outage.until_at for each in others)])


def _at(row: Any, way: str) -> Any:
    for name in way.split("__"):
        row = getattr(row, name)
    return row

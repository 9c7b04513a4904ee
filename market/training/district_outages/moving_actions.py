"""Deadlines wait while there is an outage: each stored one is moved by the time of the outage that it runs across.

An app registers its deadlines. They are looked at when an outage begins, every half hour while it lasts, when it is
extended or ended, and at its end: so those are moved too that arise or are set anew meanwhile, by the rest. What is
over stays over: only a deadline that still runs is moved, and only one that was not over when the outage began. Run
twice it changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
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
Write = Callable[[Any, datetime, timedelta], None]
Latest = Callable[[Any], datetime | None]


def _unbounded(row: Any) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A registered one. `rows` are those of which it runs, `column` when it ends; `person` is the way to whom it is
    for, or `district` to where, for a deadline of many; `latest` is what bounds it (None: nothing); `since` is the
    column that says before when it was not set ("": none does)."""

    kind: str
    rows: Callable[[], "QuerySet[Any]"]
    column: str
    person: str
    district: str
    take: Take
    write: Write
    latest: Latest
    since: str = ""


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
    since: str = "",
) -> Callable[[Write], Write]:
    """Register a deadline. `take` locks a row as the app's actions do, and returns it, or None if the deadline does not
    run any more; `latest` says beyond which instant it is not moved, `since` which column when it was set at the
    earliest. The decorated function writes the new instant, with what belongs to it, given by how much it moves.
    """

    def register(write: Write) -> Write:
        if kind in _deadlines:
            raise ValueError(f"registered twice: {kind}")
        _deadlines[kind] = Deadline(kind, rows, column, person, district, take, write, latest, since)
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
    """Let one deadline be later by as long as it is dark before it, since it was set; None: there is nothing to do.

    It is dark in the hours of any of the outages that moved it since then, or of this one, and while it stood still:
    what two of them share counts once, whichever is extended, ends early or is confirmed late.
    """
    row = deadline.take(pk)
    due = getattr(row, deadline.column) if row is not None else None
    if row is None or due is None:
        return None
    rows = _rows(deadline.kind, pk)
    moves = moves_since_set(rows, due)
    starts = _start(outage, moves, rows, getattr(row, deadline.since) if deadline.since else None)
    dark = {each.outage: each.since for each in reversed(moves) if each.outage is not None and each.outage.is_confirmed}
    dark.setdefault(outage, starts)
    still = [(each.since, each.until) for each in moves if each.until is not None]
    without_outages = due - sum((each.by for each in moves if each.outage is not None), NONE)
    own = without_outages - sum((each.by for each in moves if each.until is not None), NONE)
    wanted = longer(own, sorted([*still, *((since, each.until_at) for each, since in dark.items())]))
    if (latest := deadline.latest(row)) is not None:  # before it is written: what belongs to it moves by as much
        wanted = min(wanted, max(latest, without_outages))
    if wanted == due:
        return None
    person = _at(row, deadline.person) if deadline.person else None
    deadline.write(row, wanted, wanted - due)
    moved = {"since": starts, "by": wanted - due, "due_at": wanted, "at": clock.now()}
    return MovedDeadline.objects.create(outage=outage, kind=deadline.kind, row=pk, person=person, **moved)


@atomic
def note_running(outage: DistrictOutage, deadline: Deadline, pk: int) -> None:
    """Write down that a deadline runs while the outage waits for its confirmation, and from when on it would count:
    what is set anew before it is confirmed gets no time of it."""
    row = deadline.take(pk)
    due = getattr(row, deadline.column) if row is not None else None
    if row is None or due is None:
        return
    rows = _rows(deadline.kind, pk)
    moves = moves_since_set(rows, due)
    if all(each.outage_id != outage.pk for each in moves):
        starts = _start(outage, moves, rows, getattr(row, deadline.since) if deadline.since else None)
        person = _at(row, deadline.person) if deadline.person else None
        noted = {"since": starts, "by": NONE, "due_at": due, "at": clock.now()}
        MovedDeadline.objects.create(outage=outage, kind=deadline.kind, row=pk, person=person, **noted)


def _rows(kind: str, pk: int) -> list[MovedDeadline]:
    return list(MovedDeadline.objects.filter(kind=kind, row=pk).order_by("pk").select_related("outage"))


def moves_since_set(rows: list[MovedDeadline], due: datetime) -> list[MovedDeadline]:
    """Those of a deadline's rows, by age, that led to its instant: older ones moved what was set anew since."""
    moves: list[MovedDeadline] = []
    for each in reversed(rows):
        if each.due_at != due:
            break
        moves.insert(0, each)
        due -= each.by
    return moves


def _start(
    outage: DistrictOutage, moves: list[MovedDeadline], rows: list[MovedDeadline], set_at: datetime | None
) -> datetime:
    """From when on the outage counts for a deadline: since the look before it was first seen, so not for the time
    before it was set, as far as that is written anywhere: one that is confirmed late was not looked at before."""
    for each in moves:
        if each.outage_id == outage.pk:
            return each.since
    before = rows[: len(rows) - len(moves)]
    return max([outage.seen_until or outage.from_at, *(each.at for each in before[-1:]), *filter(None, [set_at])])


def longer(until: datetime, dark: Iterable[tuple[datetime, datetime]]) -> datetime:
    """The end of what ends at `until`, so much later as it is dark before it. Takes intervals by their start; those may
    overlap, and end before they start."""
    counted: datetime | None = None
    for starts, ends in dark:
        begins = max(starts, counted or starts)
        if begins >= until:
            break
        if ends > begins:
            until, counted = until + (ends - begins), ends
    return until


def move_along(
    kind: str, pk: int, due: datetime, by: timedelta, *, still: tuple[datetime, datetime] | None = None
) -> None:
    """Something else than an outage moves a deadline to `due`, by as much, with what outages moved it by. `still` is
    the time in which it stood still for that: an outage that is written down later counts none of it again. Called for
    the locked row; a deadline that is set anew calls nothing.
    """
    rows = _rows(kind, pk)
    if not by or not (still or moves_since_set(rows, due - by)):
        return
    now = clock.now()
    since, until = still or (now, None)
    moved = {"since": since, "until": until, "by": by, "due_at": due, "at": now}
    person_id = rows[-1].person_id if rows else _person_of(kind, pk)
    MovedDeadline.objects.create(kind=kind, row=pk, person_id=person_id, **moved)


def _person_of(kind: str, pk: int) -> int | None:
    """Whose a deadline is that nothing moved yet, whatever the state of its row."""
    deadline = _deadlines[kind]
    if not deadline.person:
        return None
    rows = deadline.rows().model._base_manager.filter(pk=pk)
    person_id: int | None = rows.values_list(deadline.person, flat=True).get()
    return person_id


def stood_still(kind: str, pk: int, due: datetime | None, since: datetime, until: datetime) -> timedelta:
    """By how much a deadline moves on that stood still in this time: without the hours that outages moved it by
    already. Those of them that changed meanwhile are looked at once more. Called for the locked row, before it moves.
    """
    if due is None:
        return until - since
    outages = {each.outage: each.since for each in moves_since_set(_rows(kind, pk), due) if each.outage is not None}
    dark = sorted((starts, each.until_at) for each, starts in outages.items() if each.is_confirmed)
    again = [each.pk for each in outages if each.is_confirmed and each.look_at is None and each.until_at > since]
    DistrictOutage.objects.filter(pk__in=again, look_at=None).update(look_at=until)
    return (until - since) - _shared(dark, since, until)


def _shared(dark: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> timedelta:
    """How much of a time is dark. Takes intervals by their start; those may overlap."""
    shared = NONE
    for starts, ends in dark:
        begins, ends = max(starts, since), min(ends, until)
        if ends > begins:
            shared, since = shared + (ends - begins), ends
    return shared


def _at(row: Any, way: str) -> Any:
    for name in way.split("__"):
        row = getattr(row, name)
    return row

"""The site's time, and the clocks: what falls due by itself.

`now()` is the only business time. In development the sandbox desk can move it on; in production it is wall time.
A due instant is stored when it arises. A clock only makes visible what is due: late gives the same result as on time.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)
_offset: timedelta | None = None


def now() -> datetime:
    """The site's time, aware, in UTC."""
    return datetime.now(UTC) + offset()


def wall() -> datetime:
    """Wall time, for signatures, one-time codes and limits: it cannot be moved."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the site's time stands before wall time: zero but on a development site whose desk moved it."""
    global _offset
    if settings.PRODUCTION:
        return timedelta(0)
    if _offset is None:
        _offset = _stored_offset()
    return _offset


def forget() -> None:
    """Read the stored offset again at the next call (tests, and processes beside the one that moved it)."""
    global _offset
    _offset = None


def _stored_offset() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT moved FROM core_clockoffset WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else timedelta(0)


def _store(moved: timedelta) -> None:
    global _offset
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_clockoffset (id, moved) VALUES (1, %s) "
            "ON CONFLICT (id) DO UPDATE SET moved = excluded.moved",
            (moved,),  # type: ignore[arg-type]  # psycopg takes an interval
        )
    _offset = moved


@dataclass(frozen=True, slots=True)
class Clock:
    """A rule that time alone applies: when its next instant is, and the work that makes it visible."""

    name: str
    next_due: Callable[[], datetime | None]
    run: Callable[[], object]


_clocks: dict[str, Clock] = {}


def clock(*, next_due: Callable[[], datetime | None]) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function of an app's tasks.py as a clock.

    `next_due` gives the earliest stored instant that still waits (None: nothing does). The function works off
    everything that is due at `now()`; run twice it changes nothing the second time.
    """

    def register(run: Callable[[], object]) -> Callable[[], object]:
        _clocks[f"{run.__module__}.{run.__qualname__}"] = Clock(run.__qualname__, next_due, run)
        return run

    return register


class earliest:  # noqa: N801  # read as a verb
    """A `next_due`: the earliest instant in a column of rows, or so much `sooner`.

    Every clock is asked every few seconds, so its SQL is written once (`rows` must not look at the time), and all of
    them are asked in one statement.
    """

    def __init__(
        self, rows: "Callable[[], QuerySet[Any]]", column: str, *, sooner: Callable[[], timedelta] = timedelta
    ) -> None:
        self.rows, self.column, self.sooner = rows, column, sooner

    @cached_property
    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """A select of one instant, or none."""
        waiting = self.rows().exclude(**{self.column: None}).order_by(self.column)
        sql, params = waiting.values_list(self.column)[:1].query.sql_with_params()
        if any(isinstance(each, date | timedelta) for each in params):
            raise TypeError("A time would stay as it was at the first call.")
        return sql, params

    def __call__(self) -> datetime | None:
        """The instant, or None."""
        return first_of([self])[0]


def first_of(asked: Sequence[earliest]) -> list[datetime | None]:
    """The instants of several, in one statement."""
    if not asked:
        return []
    parts = [each.sql for each in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"({sql})" for sql, _params in parts),
            [each for _sql, params in parts for each in params],
        )
        found = cursor.fetchone()
    return [None if due is None else due - each.sooner() for due, each in zip(found, asked, strict=True)]


def work_off(ids: Iterable[int], act: Callable[[int], object]) -> None:
    """Do one thing for each row that is due. One that fails is logged, and holds up none of the others."""
    for each in list(ids):
        try:
            act(each)
        except Exception:
            log.exception("clock: %s failed for %s", getattr(act, "__name__", act), each)


def clocks() -> list[Clock]:
    """Every registered clock, by name."""
    return [each for _, each in sorted(_clocks.items())]


def run_due() -> int:
    """Run each clock that has something due, in order of its instant, until none has. Returns how many ran.

    A clock that fails, or leaves its instant where it was, is logged and passed over until the next call.
    """
    ran, _ = _run(_dues())
    return ran


Dues = dict[Clock, datetime]


def _dues() -> Dues:
    """The clocks that wait for something, each with its next instant."""
    plain = [each for each in clocks() if isinstance(each.next_due, earliest)]
    found = dict(zip(plain, first_of([each.next_due for each in plain]), strict=True))  # type: ignore[misc]
    found |= {each: each.next_due() for each in clocks() if each not in found}
    return {each: due for each, due in found.items() if due}


def _run(dues: Dues) -> tuple[int, Dues]:
    """What `run_due` does, where the instants are known; returns those that are ahead, too."""
    ran, stuck = 0, set[Clock]()
    while waiting := [(due, each) for each, due in dues.items() if each not in stuck and due <= now()]:
        due, first = min(waiting, key=lambda pair: pair[0])
        ran += 1
        try:
            first.run()
        except Exception:
            log.exception("clock %s failed", first.name)
            stuck.add(first)
        dues = _dues()
        if first not in stuck and dues.get(first) == due:
            log.error("clock %s did not work off what was due at %s", first.name, due.isoformat())
            stuck.add(first)
    return ran, {each: due for each, due in dues.items() if due > now()}


def advance(by: timedelta, *, between: Callable[[], int] = lambda: 0) -> None:
    """Move the site's time on (development only), stopping at each due instant on the way, in order.

    `between` runs after each stop, and says how much it did: the deferred jobs, as a live site would have worked
    them off by then. Raises ValueError for a move back, or in production.
    """
    if settings.PRODUCTION or by < timedelta(0):
        raise ValueError("Only a development site's time can be moved, and only on.")
    target, dues = offset() + by, _dues()
    while True:
        _, dues = _run(dues)
        if between():
            dues = _dues()
        step = min([due - wall() for due in dues.values() if due > now()], default=target)
        if step >= target:
            break
        _store(step)
    _store(target)
    run_due()  # asked anew: a worker beside may have begun what waits by now
    between()


def local(at: datetime) -> datetime:
    """The instant in the site's time zone, for showing."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


def set_back(by: timedelta) -> None:
    """Begin earlier than now, on an empty development site whose demonstration data brings its past along.

    Raises ValueError in production.
    """
    if settings.PRODUCTION:
        raise ValueError("Only a development site's time can be moved.")
    _store(-by)

"""The site's time, and the clocks: what falls due by itself.

`now()` is the only business time. In development the sandbox desk can move it on; in production it is wall time.
A due instant is stored when it arises. A clock only makes visible what is due: late gives the same result as on time.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

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
    ran, stuck = 0, set[str]()
    while True:
        waiting = [
            (due, each) for each in clocks() if each.name not in stuck and (due := each.next_due()) and due <= now()
        ]
        if not waiting:
            return ran
        due, first = min(waiting, key=lambda pair: pair[0])
        ran += 1
        try:
            first.run()
        except Exception:
            log.exception("clock %s failed", first.name)
            stuck.add(first.name)
            continue
        if first.next_due() == due:
            log.error("clock %s did not work off what was due at %s", first.name, due.isoformat())
            stuck.add(first.name)


def advance(by: timedelta, *, between: Callable[[], object] = lambda: None) -> None:
    """Move the site's time on (development only), stopping at each due instant on the way, in order.

    `between` runs after each stop: the deferred jobs, as a live site would have worked them off by then.
    Raises ValueError for a move back, or in production.
    """
    if settings.PRODUCTION or by < timedelta(0):
        raise ValueError("Only a development site's time can be moved, and only on.")
    target = offset() + by
    while True:
        run_due()
        between()
        ahead = [due for each in clocks() if (due := each.next_due()) and due > now()]
        step = min(ahead) - wall() if ahead else target
        if step >= target:
            break
        _store(step)
    _store(target)
    run_due()
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

"""The site's time, and the deadlines: what falls due by itself.

`now()` is the only business time. In development the sandbox desk can move it on; in production it is wall time.
A due instant is stored when it arises. Processing a deadline late gives the same result as on time.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from psycopg import Cursor
from psycopg.sql import Literal

from market.core.base import past
from market.core.base.prepared import Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)
_offset: timedelta | None = None
BEAT = timedelta(seconds=5)  # how often the worker asks what is due
LOG_PATIENCE = timedelta(hours=1)  # how far readers of logs may be behind before the site counts as late


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
    if (then := past.here()) is not None:
        return then.moved
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
    if (then := past.here()) is not None:
        then.moved = moved
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_clockoffset (id, moved) VALUES (1, %s) "
            "ON CONFLICT (id) DO UPDATE SET moved = excluded.moved",
            (moved,),  # type: ignore[arg-type]  # psycopg takes an interval
        )
    _offset = moved


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule that time alone applies: what gives its next instant, and the function that processes what is due."""

    name: str
    sources: "tuple[DueSource, ...]"
    run: Callable[[], object]

    @property
    def reads_log(self) -> bool:
        """Whether it only reads on in what was written: what has to be done in time goes first."""
        return all(isinstance(source, NextDue) and source.read_late for source in self.sources)

    def next_due(self) -> datetime | None:
        """Its next instant."""
        return min((due for due in (source() for source in self.sources) if due), default=None)


_deadlines: dict[str, Deadline] = {}


def deadline(
    *, next_due: "DueSource | tuple[DueSource, ...]"
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function of an app's tasks.py as the processing of a deadline.

    `next_due` gives the earliest stored instant that still waits (None: nothing does): a `NextDue`, the first of
    several, or a function where the question needs the time. The registered function processes everything that is due
    at `now()`; run twice it changes nothing the second time.
    """
    sources = next_due if isinstance(next_due, tuple) else (next_due,)

    def register(run: Callable[[], object]) -> Callable[[], object]:
        _deadlines[f"{run.__module__}.{run.__qualname__}"] = Deadline(run.__qualname__, sources, run)
        return run

    return register


class NextDue:
    """The earliest instant in a column of rows, or so much `sooner`; of rows in an order of their own the first one's.
    Or what a select of one instant (`sql`) gives.

    Every deadline is asked for every few seconds, so its SQL is written once, and all are asked for in one statement.
    Rows that depend on the time take it as an argument: what `at` gives, each time that they are asked for. What is
    `read_late` waits in a past until it is over (`core.base.past`): it reads rows in their order, with those of now.
    """

    def __init__(
        self,
        rows: "Callable[..., QuerySet[Any, Any]] | str",
        column: str = "",
        *,
        sooner: Callable[[], timedelta] = timedelta,
        at: Callable[[], datetime] | None = None,
        read_late: bool = False,
    ) -> None:
        self.rows, self.column, self.sooner, self.at, self.read_late = rows, column, sooner, at, read_late

    @cached_property
    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """A select of one instant, or none."""
        if isinstance(self.rows, str):
            return self.rows, ()
        rows = self.rows(Slot(0)) if self.at else self.rows()
        waiting = rows.exclude(**{self.column: None})
        ordered = waiting if waiting.query.order_by else waiting.order_by(self.column)
        sql, params = ordered.values_list(self.column)[:1].query.sql_with_params()
        if any(isinstance(each, date | timedelta) for each in params):
            raise TypeError("A time would stay as it was at the first call.")
        return sql, params

    def written(self, name: str) -> str:
        """The same with the values in it, so that a plan knows them; the time is a parameter of that name."""
        sql, params = self.sql
        start, *parts = sql.split("%s")
        values = (f"%({name})s" if isinstance(each, Slot) else _literal(each) for each in params)
        return start + "".join(value + part for value, part in zip(values, parts, strict=True))

    def __call__(self) -> datetime | None:
        """The instant, or None."""
        return next_due_of([self])[0]


DueSource = NextDue | Callable[[], datetime | None]


def _literal(value: Any) -> str:
    return Literal(value).as_string(None).replace("%", "%%")


@cache
def _statement(sources: tuple[NextDue, ...]) -> bytes:
    selects = ", ".join(f"({source.written(f'at{place}')})" for place, source in enumerate(sources))
    return f"SELECT {selects}".encode()


def next_due_of(sources: Sequence[NextDue]) -> list[datetime | None]:
    """The instants of each, in one statement."""
    if not sources:
        return []
    values = {f"at{place}": source.at() for place, source in enumerate(sources) if source.at}
    # Kept as a plan by the database: planning it costs more than what it finds. Django's own cursor sees to the
    # connection, and its errors are told as Django's, so that one that was lost is noticed.
    with connection.cursor(), connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(_statement(tuple(sources)), values, prepare=True)
        instants = cursor.fetchone() or ()
    return [None if due is None else due - each.sooner() for due, each in zip(instants, sources, strict=True)]


def process_due(ids: Iterable[int], process: Callable[[int], object]) -> None:
    """Process each row that is due, by its id. One that fails is logged, and holds up none of the others."""
    for pk in list(ids):
        try:
            process(pk)
        except Exception:
            log.exception("clock: %s failed for %s", getattr(process, "__name__", process), pk)


def deadlines() -> list[Deadline]:
    """Every registered deadline, by name."""
    return [each for _, each in sorted(_deadlines.items())]


def run_due(after_each: Callable[[], object] = lambda: None) -> int:
    """Process each deadline that is due, in order of its instant, until none is. Returns how many ran.

    One that fails, or leaves its instant where it was, is logged and passed over until the next call. Readers of logs
    come after all others, so that a million messages hold up no money.
    """
    ran, _ = _run(_dues(), after_each)
    return ran


def oldest_due() -> datetime | None:
    """The instant of the oldest deadline that is due and was not processed yet; None: all were. Readers of logs may be
    behind for a while."""
    dues = ((due + LOG_PATIENCE if each.reads_log else due) for each, due in _dues().items())
    return min((due for due in dues if due <= now()), default=None)


Dues = dict[Deadline, datetime]


def _dues() -> Dues:
    """The deadlines that wait for something, each with its next instant."""
    sources = [(each, source) for each in deadlines() for source in each.sources]
    if past.here() is not None:
        sources = [(each, source) for each, source in sources if not (isinstance(source, NextDue) and source.read_late)]
    together = [source for _each, source in sources if isinstance(source, NextDue)]
    instants: dict[DueSource, datetime | None] = dict(zip(together, next_due_of(together), strict=True))
    dues: Dues = {}
    for each, source in sources:
        due = instants[source] if source in instants else source()
        if due:
            dues[each] = min(due, dues.get(each, due))
    return dues


def _run(dues: Dues, after_each: Callable[[], object] = lambda: None) -> tuple[int, Dues]:
    """What `run_due` does, where the instants are known; returns those that are ahead, too. Readers of logs seldom
    change the instants of others: once each of them has read a batch, all are asked for, not after each."""
    ran, stuck, done = 0, set[Deadline](), Dues()
    while (first := _first(dues, stuck)) or done:
        if first is not None:
            ran += 1
            done[first] = dues.pop(first)
            if not _succeeds(first):
                stuck.add(first)
            after_each()
        if first is None or not first.reads_log:
            dues = _dues()
            for each in [each for each, due in done.items() if each not in stuck and dues.get(each) == due]:
                log.error("clock %s did not process what was due at %s", each.name, done[each].isoformat())
                stuck.add(each)
            done.clear()
    return ran, {each: due for each, due in dues.items() if due > now()}


def _succeeds(deadline: Deadline) -> bool:
    try:
        deadline.run()
    except Exception:
        log.exception("clock %s failed", deadline.name)
        return False
    return True


def _first(dues: Dues, stuck: set[Deadline]) -> Deadline | None:
    """What is to be done next of what is due; readers of logs come last."""
    waiting = [each for each, due in dues.items() if each not in stuck and due <= now()]
    return min(waiting, key=lambda each: (each.reads_log, dues[each]), default=None)


def advance(by: timedelta, *, between: Callable[[], int] = lambda: 0, beat: timedelta = BEAT) -> None:
    """Move the site's time on (development only), stopping on the way for what falls due, in order: a `beat` after the
    first of it, as the worker does, so that what falls due together is done at one stop.

    `between` runs after each stop, and says how much it did: the deferred jobs, as a live site would have processed
    them by then. Raises ValueError for a move back, or in production.
    """
    if settings.PRODUCTION or by < timedelta(0):
        raise ValueError("Only a development site's time can be moved, and only on.")
    target, dues = offset() + by, _dues()
    while True:
        _, dues = _run(dues)
        if between():
            dues = _dues()
        step = min([due - wall() + beat for due in dues.values() if due > now()], default=target)
        if step >= target:
            break
        _store(step)
    _store(target)
    run_due()  # asked anew: a worker beside may have begun what waits by now
    between()


def local(at: datetime) -> datetime:
    """The instant by the site's own calendar, for its months and days; what is shown is `core.text.locale.local`."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))

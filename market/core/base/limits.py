"""Limits that hold under any number of parallel requests: counters in the database, raised in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from market.core.base import clock
from market.core.base.errors import TooMany
from market.core.models import LimitCounter

_RAISE = """
INSERT INTO core_limitcounter (key, "window", used) VALUES {}
ON CONFLICT (key, "window") DO UPDATE SET used = core_limitcounter.used + EXCLUDED.used
RETURNING key, used
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """`name` may be used by `who` so many `times` in a window of `per`; one use counts as `amount` of them."""

    name: str
    who: object
    times: int
    per: timedelta
    amount: int = 1

    @property
    def key(self) -> str:
        """What is counted. What somebody typed, mostly an address, is hashed: counters outlive accounts and slips."""
        who = salted_hmac("market.core.limits", self.who).hexdigest() if isinstance(self.who, str) else self.who
        return f"{self.name}:{who}"

    def window(self, instant: datetime) -> datetime:
        """When the window began in which an instant lies."""
        seconds = int(self.per.total_seconds())
        return datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC)


def spend(name: str, who: object, *, times: int, per: timedelta, amount: int = 1) -> int:
    """Count one use of `name` by `who`, as `amount`; returns how many are left. Raises TooMany (with the wait in
    seconds) past `times` in a window of `per`.

    Inside a transaction a refusal undoes the count with the rest: so a limit on failures is spent outside of one.
    """
    return spend_all([Limit(name, who, times, per, amount)])


def spend_all(limits: Iterable[Limit]) -> int:
    """Count one use of each, in one statement; returns how many are left of the scarcest. Raises TooMany, with the
    longest wait, past any of them.
    """
    instant = clock.wall()
    counted = {limit.key: limit for limit in limits}
    keys = sorted(counted)  # in one order, so that no two wait for each other
    values = [value for key in keys for value in (key, counted[key].window(instant), counted[key].amount)]
    with connection.cursor() as cursor:
        cursor.execute(_RAISE.format(", ".join(["(%s, %s, %s)"] * len(keys))), values)
        used = cursor.fetchall()
    passed = [counted[key] for key, count in used if count > counted[key].times]
    if passed:
        ends = max(limit.window(instant) + limit.per for limit in passed)
        raise TooMany(retry_after=max(1, int((ends - instant).total_seconds())))
    return min((counted[key].times - count for key, count in used), default=0)


def require_room(limit: Limit) -> None:
    """Count nothing. Raises TooMany where the limit is used up."""
    window = limit.window(clock.wall())
    if LimitCounter.objects.filter(key=limit.key, window=window, used__gte=limit.times).exists():
        raise TooMany(retry_after=max(1, int((window + limit.per - clock.wall()).total_seconds())))


def give_back(name: str, who: object, *, per: timedelta) -> None:
    """Take one counted use back: what was counted as a failure before it was known turned out well."""
    limit = Limit(name, who, 0, per)
    rows = LimitCounter.objects.filter(key=limit.key, window=limit.window(clock.wall()), used__gt=0)
    rows.update(used=F("used") - 1)

"""Limits that hold under any number of parallel requests: one counter in the database, raised in one statement."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from market.core import clock
from market.core.errors import TooMany
from market.core.models import LimitCounter

_RAISE = """
INSERT INTO core_limitcounter (key, "window", used) VALUES (%s, %s, 1)
ON CONFLICT (key, "window") DO UPDATE SET used = core_limitcounter.used + 1
RETURNING used
"""


def spend(name: str, who: object, *, times: int, per: timedelta) -> None:
    """Count one use of `name` by `who`. Raises TooMany (with the wait in seconds) past `times` in a window of `per`.

    Inside a transaction a refusal undoes the count with the rest: so a limit on failures is spent outside of one.
    """
    instant = clock.wall()
    seconds = int(per.total_seconds())
    start = datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [_key(name, who), start])
        used = cursor.fetchone()[0]
    if used > times:
        raise TooMany(retry_after=max(1, int((start + per - instant).total_seconds())))


def _key(name: str, who: object) -> str:
    """What is counted. What somebody typed, mostly an address, is hashed: counters outlive accounts and slips."""
    return f"{name}:{salted_hmac('market.core.limits', who).hexdigest() if isinstance(who, str) else who}"


def give_back(name: str, who: object, *, per: timedelta) -> None:
    """Take one counted use back: what was counted as a failure before it was known turned out well."""
    seconds = int(per.total_seconds())
    start = datetime.fromtimestamp(int(clock.wall().timestamp()) // seconds * seconds, UTC)
    LimitCounter.objects.filter(key=_key(name, who), window=start, used__gt=0).update(used=F("used") - 1)

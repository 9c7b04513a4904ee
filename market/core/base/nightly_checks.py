"""Checks that must end again and again (each night). Each runs on its own, and one that did not end is an alarm:
an error in the log, a parked job on the operators' list, and a line of `/readyz`.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from market.core.base import clock
from market.core.models import LastRun

log = logging.getLogger(__name__)
_expected: dict[str, timedelta] = {}


def expect(name: str, *, within: timedelta) -> None:
    """Register a check that is to end well at least so often."""
    _expected[name] = within


def begin() -> None:
    """From now on they are expected: the first time may be a night away."""
    rows = [LastRun(name=name, at=clock.wall()) for name in _expected]
    LastRun.objects.bulk_create(rows, ignore_conflicts=True)


def run(name: str, check: Callable[[], str]) -> None:
    """Run a check, and record that it ended and what it says is wrong. What it raises is recorded, and raised."""
    try:
        failure = check()
    except Exception as error:
        LastRun.objects.filter(name=name).update(failure=f"did not end: {type(error).__name__}: {error}"[:500])
        log.error("check %s did not end: %s", name, error)
        raise
    if failure:
        log.error("%s: %s", name, failure)
    LastRun.objects.update_or_create(name=name, defaults={"at": clock.wall(), "failure": failure[:500]})


def wrong() -> str:
    """What the last runs found, and which checks have not ended lately; nothing if all is well."""
    rows = {row.name: row for row in LastRun.objects.filter(name__in=_expected)}
    lines = []
    for name, within in sorted(_expected.items()):
        row = rows.get(name)
        if row is not None and row.failure:
            lines.append(f"{name}: {row.failure}")
        elif row is not None and clock.wall() - row.at > within:
            lines.append(f"{name} has not ended since {row.at:%Y-%m-%d %H:%M} UTC")
    return "; ".join(lines)

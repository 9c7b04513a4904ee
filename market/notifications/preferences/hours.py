"""A user's day: the hours in which mails and pushes wait, and the hour of the digest, in their own time zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# The week begins on Sunday where most readers live: what gathered in it is read on its first day.
DIGEST_DAY = 6


def after_quiet(at: datetime, quiet: tuple[time | None, time | None], zone: str) -> datetime:
    """The instant, or the end of the quiet hours in which it lies. Hours may run over midnight; equal ones are none."""
    begin, end = quiet
    if begin is None or end is None or begin == end:
        return at
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time()
    over_midnight = begin > end
    inside = clock >= begin or clock < end if over_midnight else begin <= clock < end
    if not inside:
        return at
    day = local.date() + (DAY if over_midnight and clock >= begin else timedelta(0))
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)


def next_digest(at: datetime, hour: int, zone: str, *, is_weekly: bool) -> datetime:
    """The next full `hour` in the user's time zone after the instant; of a weekly digest on a week's first day."""
    local = at.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), time(hour), ZoneInfo(zone))
    while due <= local or (is_weekly and due.weekday() != DIGEST_DAY):
        due = datetime.combine(due.date() + DAY, time(hour), ZoneInfo(zone))
    return due.astimezone(UTC)

"""How late the oldest deadline and the oldest job of each queue are: what says that a site does not do its work."""

from datetime import timedelta

from django.db import connection

from market.core.base import clock, demonstration
from market.core.base.queues import queue_of
from market.core.models import LastRun

DEADLINES = "deadlines"
SILENCE = timedelta(seconds=30)  # deadlines are processed every 5 seconds, by whichever process
LATE = timedelta(seconds=60)
_OLDEST = """
SELECT queue_name, extract(epoch FROM clock_timestamp() - min(coalesce(scheduled_at, (
    SELECT min(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred'))))::float
FROM procrastinate_jobs job
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())
GROUP BY queue_name
"""


def deadlines() -> str:
    """What is wrong with the deadlines, if anything is."""
    last = LastRun.objects.filter(name=DEADLINES).values_list("at", flat=True).first()
    if last is None:
        return "never processed"
    if (silence := clock.wall() - last) > SILENCE:
        return f"not processed for {silence.total_seconds():.0f} s"
    with demonstration.deadlines_running() as free:
        due = clock.oldest_due() if free else None
    late = clock.now() - due if due else timedelta(0)
    return f"the oldest is {late.total_seconds():.0f} s late" if late > LATE else ""


def jobs() -> str:
    """The queues whose oldest job waits too long."""
    late = [f"{name} waits {age:.0f} s" for name, age in oldest_jobs().items() if age > queue_of(name).late]
    return ", ".join(sorted(late))


def oldest_jobs() -> dict[str, float]:
    """For each queue in which a job is due, the seconds that the oldest has waited."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        return {name: age or 0.0 for name, age in cursor.fetchall()}

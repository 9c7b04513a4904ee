"""What has stopped: events of providers that failed or wait, jobs that are parked after their last try, or late."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from procrastinate.contrib.django.models import ProcrastinateJob

from market.core.base import clock
from market.core.base.queues import queue_of
from market.payments.desk.task_names import task_name, without_package
from market.payments.job_names import TASKS
from market.payments.models import ProviderEvent

PATIENCE = timedelta(minutes=15)  # after which operators are notified
MOST = 100
NAME_LENGTH = 100
_FACTS = """
SELECT job.id, job.task_name, job.queue_name, job.args, job.attempts, job.status::text, coalesce(
       (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id),
       job.scheduled_at) AS since
  FROM procrastinate_jobs job
 WHERE job.status = 'failed'
    OR (job.status = 'todo' AND coalesce(job.scheduled_at, (SELECT min(at) FROM procrastinate_events
         WHERE job_id = job.id AND type = 'deferred')) < clock_timestamp() - make_interval(secs => %s))
 ORDER BY job.status = 'todo', job.id DESC LIMIT %s
"""


_TRIES = """
SELECT (job.args ->> 'event_pk')::bigint, job.status <> 'failed',
       greatest(job.attempts, (SELECT count(*) FROM procrastinate_events WHERE job_id = job.id AND type = 'started')),
       (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type IN ('started', 'failed'))
  FROM procrastinate_jobs job
 WHERE job.task_name = %s AND job.status IN ('todo', 'doing', 'failed') AND job.args ->> 'event_pk' = ANY(%s)
"""
PROCESSING = f"{TASKS}work_off_event_job"


@dataclass(frozen=True, slots=True)
class Tries:
    """How often an event was processed in vain, also before it was run again, and when last. `is_queued`: it is tried
    once more."""

    is_queued: bool
    count: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class StoppedJob:
    """A job that is parked, or `is_late` in its queue. `since`: when it was parked or fell due, as far as is known."""

    id: int
    task: str
    queue: str
    args: dict[str, Any]
    attempts: int
    is_late: bool
    since: datetime | None

    @property
    def name(self) -> str | Promise:
        """What its task is called."""
        return task_name(self.task)

    @property
    def ids(self) -> dict[str, int]:
        """The numbers of the rows that it works on. Texts stay out: they may be private."""
        return {name: value for name, value in self.args.items() if isinstance(value, int)}


def stopped_jobs() -> list[StoppedJob]:
    """The parked ones, newest first, then the late ones; MOST at most."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [0, MOST * 2])
        rows = [_job(*row) for row in cursor.fetchall()]
    return [each for each in rows if not each.is_late or _is_late(each)][:MOST]


def _is_late(job: StoppedJob) -> bool:
    late = max(timedelta(seconds=queue_of(job.queue).late), PATIENCE)
    return job.since is not None and clock.wall() - job.since > late


def _job(pk: int, task: str, queue: str, args: Any, tries: int, status: str, since: datetime | None) -> StoppedJob:  # noqa: PLR0913  # the columns
    values = json.loads(args) if isinstance(args, str) else dict(args)
    return StoppedJob(pk, task, queue, values, tries, status == "todo", since)


def parked_jobs(task: str) -> QuerySet[ProcrastinateJob]:
    """The parked jobs of a task."""
    return ProcrastinateJob.objects.filter(status="failed", task_name=task)


def stopped_events() -> QuerySet[ProviderEvent]:
    """Events that could not be processed, or wait for longer than a minute; the oldest first."""
    waits = Q(failure="", received_at__lt=clock.now() - timedelta(minutes=1))
    return ProviderEvent.objects.filter(Q(worked_off_at=None) & (~Q(failure="") | waits)).order_by("received_at", "pk")


def tries_of(events: list[ProviderEvent]) -> dict[int, Tries]:
    """The tries of events whose job is known, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIES, [PROCESSING, [str(each.pk) for each in events]])
        return {pk: Tries(*row) for pk, *row in cursor.fetchall()}


def stopped_long() -> dict[str, int]:
    """How much of each kind has stopped for longer than PATIENCE: "job TASK" and "event KIND". Three statements."""
    late = [each for each in stopped_jobs() if each.since is None or clock.wall() - each.since > PATIENCE]
    kinds = stopped_events().filter(received_at__lt=clock.now() - PATIENCE).values_list("kind", flat=True)[:MOST]
    names = [*(f"job {without_package(each.task)}" for each in late), *(f"event {kind}" for kind in kinds)]
    return dict(Counter(each[:NAME_LENGTH] for each in names))

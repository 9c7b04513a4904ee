"""Claiming jobs; claims of workers without a heartbeat are released.

A job is finished, retried or postponed by the worker that claimed it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.jobs import Job

GONE = 60  # seconds without a signature after which a worker counts as dead
MOST_ATTEMPTS = 6  # of a job that ended with its worker, again and again

_CLAIM = """
UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())
      AND (queue_name = ANY(%s::varchar[]) OR (%s AND queue_name <> ALL(%s::varchar[])))
      AND (%s::bigint[] IS NULL OR id = ANY(%s))
    ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, queue_name, task_name, args, attempts
"""
_MINE = "id = %s AND status = 'doing' AND worker_id = %s AND attempts = %s"
# Of two jobs with one lock the one that waits is enough.
_DROP_DUPLICATES = """
DELETE FROM procrastinate_jobs held USING procrastinate_jobs duplicate
WHERE held.status = 'doing' AND duplicate.status = 'todo' AND duplicate.queueing_lock = held.queueing_lock
"""
_RELEASE = """
UPDATE procrastinate_jobs held SET worker_id = NULL, attempts = attempts + 1,
    status = (CASE WHEN attempts + 1 >= %s THEN 'failed' ELSE 'todo' END)::procrastinate_job_status
WHERE held.status = 'doing' AND """
_OF_THE_DEAD = """ (held.worker_id IS NULL OR held.worker_id IN (
    SELECT id FROM procrastinate_workers WHERE last_heartbeat < clock_timestamp() - make_interval(secs => %s)))
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job at hand, and whose it is."""

    id: int
    queue: str
    task: str
    args: dict[str, Any]
    attempts: int
    worker: int

    def as_job(self) -> Job:
        """The same for procrastinate's own rules."""
        fields = {"queue": self.queue, "task_name": self.task, "task_kwargs": self.args, "attempts": self.attempts}
        return Job(id=self.id, lock=None, queueing_lock=None, **fields)  # type: ignore[arg-type]  # mixed values


def claim_job(
    worker: int, *, among: Sequence[str] = (), but: Sequence[str] | None = None, ids: Sequence[int] | None = None
) -> Claim | None:
    """The next job that is due: of the queues `among`, or of any `but` those; of these `ids`. None if there is none."""
    chosen = None if ids is None else list(ids)
    row = _first(_CLAIM, [worker, list(among), but is not None, list(but or ()), chosen, chosen])
    if row is None:
        return None
    args = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return Claim(row[0], row[1], row[2], args, row[4], worker)


def finish_job(claim: Claim) -> None:
    """The job has ended well: it is deleted."""
    _execute(f"DELETE FROM procrastinate_jobs WHERE {_MINE}", _key(claim))  # noqa: S608  # our own words


def retry_job(claim: Claim, *, at: datetime | None) -> None:
    """The job has failed: it is tried again at an instant of wall time, or parked for an operator to see."""
    status = "todo" if at else "failed"
    values = [status, at, *_key(claim)]
    _execute(
        "UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1, scheduled_at = COALESCE(%s, scheduled_at)"  # noqa: S608  # our own words
        f", worker_id = NULL WHERE {_MINE}",
        values,
    )


def register_worker() -> int:
    """A new worker; its number."""
    row = _first("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id", [])
    return int(row[0]) if row else 0


def record_heartbeat(worker: int) -> bool:
    """The worker lives. False if it was counted as dead meanwhile."""
    sql = "UPDATE procrastinate_workers SET last_heartbeat = clock_timestamp() WHERE id = %s RETURNING id"
    return _first(sql, [worker]) is not None


def unregister_worker(worker: int) -> None:
    """The worker ends: what it still holds is anybody's at once."""
    _execute(f"{_DROP_DUPLICATES} AND held.worker_id = %s", [worker])
    _execute(f"{_RELEASE} held.worker_id = %s", [MOST_ATTEMPTS, worker])
    _execute("DELETE FROM procrastinate_workers WHERE id = %s", [worker])


def release_jobs_of_dead_workers() -> list[str]:
    """Give back the jobs of workers without a heartbeat, and delete those. Returns the names of the jobs."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP_DUPLICATES + " AND" + _OF_THE_DEAD, [GONE])
        cursor.execute(f"{_RELEASE}{_OF_THE_DEAD} RETURNING id, task_name", [MOST_ATTEMPTS, GONE])
        freed = [row[1] for row in cursor.fetchall()]
    sql = "DELETE FROM procrastinate_workers WHERE last_heartbeat < clock_timestamp() - make_interval(secs => %s)"
    _execute(sql, [GONE])
    return freed


def held_by(worker: int) -> set[int]:
    """The ids of the jobs that stand under a worker's number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s", [worker])
        return {row[0] for row in cursor.fetchall()}


def release_jobs(worker: int, ids: set[int]) -> None:
    """Give back jobs that stand under a worker's number and that nobody of it works on."""
    _execute(f"{_DROP_DUPLICATES} AND held.worker_id = %s AND held.id = ANY(%s)", [worker, list(ids)])
    _execute(f"{_RELEASE} held.worker_id = %s AND held.id = ANY(%s)", [MOST_ATTEMPTS, worker, list(ids)])


def forget_ended() -> None:
    """Delete the jobs that need nobody any more; those that failed stay for an operator to see."""
    _execute("DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'cancelled', 'aborted')", [])


def retry_parked(ids: Sequence[int]) -> int:
    """Queue jobs again that were parked, with all their tries; returns how many. Of those with a lock of the queue one
    waits at most: the others are dropped."""
    rows = "status = 'failed' AND id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM procrastinate_jobs parked WHERE {rows} AND EXISTS (SELECT FROM procrastinate_jobs other"  # noqa: S608  # our own words
            " WHERE other.queueing_lock = parked.queueing_lock AND (other.status = 'todo'"
            " OR (other.status = 'failed' AND other.id > parked.id AND other.id = ANY(%s))))",
            [list(ids), list(ids)],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL, worker_id = NULL"  # noqa: S608  # our own words
            f" WHERE {rows}",
            [list(ids)],
        )
        return int(cursor.rowcount)


def due_queues() -> set[str]:
    """The queues in which a job is due."""
    sql = (
        "SELECT DISTINCT queue_name FROM procrastinate_jobs "
        "WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def _key(each: Claim) -> list[Any]:
    return [each.id, each.worker, each.attempts]


def _execute(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _first(sql: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return tuple(row) if row else None

"""Deferred work: jobs stand in PostgreSQL and are committed with the data that asked for them."""

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

# Outside services fail for a while: five more tries over about an hour, then the job is parked as failed.
RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


def task(*, queue: str = "default", retry: bool = True) -> Callable[[Callable[..., Any]], "Task[Any, Any, Any]"]:
    """Register a function of an app's tasks.py as a job. It takes ids, makes one call, and may run twice."""
    return app.task(queue=queue, retry=RETRY if retry else False, pass_context=False)


def defer(job: "Task[Any, Any, Any]", **ids: int | str) -> None:
    """Put a job into the queue as part of the running transaction."""
    job.configure().defer(**ids)

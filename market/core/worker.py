"""The worker: jobs run beside the site, on the same loop, each in a thread."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

log = logging.getLogger(__name__)
AT_ONCE = 4
PATIENCE = 10.0  # seconds a running job has to end when the site stops; then it is tried again later


def _with_fresh_connections(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """As Django does around a request: a connection that broke meanwhile is not used for the next job."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def work() -> None:
    """Work off jobs until cancelled; then finish those at hand. A lost database is waited for."""
    while True:
        try:
            with_pool = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # of the Django connector
            async with with_pool.open_async():
                await with_pool.run_worker_async(
                    concurrency=AT_ONCE,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=PATIENCE,
                    delete_jobs="successful",
                    task_middleware=[_with_fresh_connections],
                )
        except Exception:
            log.exception("The worker stopped; it starts again in 2 seconds.")
        await asyncio.sleep(2)

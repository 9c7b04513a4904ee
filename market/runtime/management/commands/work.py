"""The worker in a process of its own."""

import asyncio
import logging
import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from market.runtime import worker

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py work`."""

    help = "Processes deadlines and jobs, for a site whose pages are served by other processes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which kinds of work."""
        text = "only these kinds; one process of the site must do each (default: all)"
        parser.add_argument(
            "--queues", nargs="+", choices=worker.kinds_of_work(), metavar="KIND", default=[], help=text
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped; ends with 1 where it is of no use any more."""
        try:
            asyncio.run(_until_told(options["queues"]))
        except worker.WorkerLost as lost:
            log.critical("The worker ends, for its supervisor to start it anew: %s", lost)
            sys.stdout.flush()
            os._exit(1)  # threads that hang are not waited for


async def _until_told(kinds: list[str]) -> None:
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    working, stopped = asyncio.create_task(worker.work(kinds)), asyncio.create_task(stopping.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    working.cancel()
    await asyncio.wait({working})
    if not working.cancelled() and (lost := working.exception()):
        raise lost

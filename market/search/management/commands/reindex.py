"""Write every search document again, from profiles, jobs and services; for a search engine, build a new index."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from market.core.base import clock
from market.search.indexing.actions import reindex


class Command(BaseCommand):
    """`reindex`: may run at any time; search keeps working meanwhile. An index whose building was cut short goes on."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Reindex, and print how many documents and how fast."""
        self._run(reindex, "", options["verbosity"])
        if settings.ELASTICSEARCH_URLS:
            build_index = import_string("market.search.backends.elastic.building.build_index")
            self._run(build_index, " to the search engine", options["verbosity"])

    def _run(self, write: Callable[[Callable[[int], object]], int], where: str, verbosity: int) -> None:
        began = clock.wall()
        report_progress = (
            (lambda count: self.stdout.write(f"{count} documents{where}")) if verbosity > 1 else (lambda count: None)
        )
        count = write(report_progress)
        seconds = max((clock.wall() - began).total_seconds(), 0.001)
        if verbosity:
            self.stdout.write(f"{count} documents written{where}, {count / seconds:.0f} a second")

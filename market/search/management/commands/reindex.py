"""Write every search document again, from profiles, jobs and services."""

from typing import Any

from django.core.management.base import BaseCommand

from market.core.base import clock
from market.search.actions import reindex


class Command(BaseCommand):
    """`reindex`: may run at any time; search keeps working meanwhile."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Reindex, and print how many documents and how fast."""
        began = clock.wall()
        report_progress = (
            (lambda count: self.stdout.write(f"{count} documents"))
            if options["verbosity"] > 1
            else (lambda count: None)
        )
        count = reindex(report_progress)
        seconds = max((clock.wall() - began).total_seconds(), 0.001)
        if options["verbosity"]:
            self.stdout.write(f"{count} documents written, {count / seconds:.0f} a second")

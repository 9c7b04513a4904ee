from typing import Any

from django.core.management.base import BaseCommand, CommandError

from market.core import serve
from market.core.postmaster import EmbeddedError


class Command(BaseCommand):
    """`manage.py serve`."""

    help = (
        "Serves the whole site from one process: pages, API, socket, jobs; and PostgreSQL without DATABASE_URL."
    )
    requires_system_checks: list[str] = []  # the database that they look at does not run yet

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C, a closed terminal or a `kill`."""
        try:
            serve.serve(say=lambda text: self.stdout.write(text))
        except (EmbeddedError, serve.CannotServe) as refused:
            raise CommandError(str(refused)) from refused

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.runtime import serve
from market.runtime.demo_loader import CannotServe
from market.runtime.postmaster import EmbeddedError


class Command(BaseCommand):
    """`manage.py serve`."""

    help = "Serves the whole site from one process: pages, API, socket, jobs; and PostgreSQL without DATABASE_URL."
    requires_system_checks: list[str] = []  # the database that they look at does not run yet

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--without-demo", action="store_true", help="leave a new development site empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C, a closed terminal or a `kill`."""
        try:
            serve.serve(say=lambda text: self.stdout.write(text), demonstration=not options["without_demo"])
        except (EmbeddedError, CannotServe) as refused:
            raise CommandError(str(refused)) from refused

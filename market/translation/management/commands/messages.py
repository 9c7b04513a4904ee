"""Bring the Bangla catalogues up to date with what the site says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.translation import catalogues, extraction


class Command(BaseCommand):
    """`messages [APP …]`: merge new texts into locale/bn; `--check` changes nothing, fails at gaps."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Apps, and what to do with them."""
        parser.add_argument("apps", nargs="*", help="apps by folder name; all when none is given")
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a text is not translated")
        parser.add_argument("--prune", action="store_true", help="drop what is said no more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is new, unused, dropped or missing. Raises CommandError for an unknown app or a failed check."""
        unknown = set(options["apps"]) - set(catalogues.apps())
        if unknown:
            raise CommandError(f"No such app: {', '.join(sorted(unknown))}.")
        wrong: list[str] = []
        for app in options["apps"] or catalogues.apps():
            if not options["check"]:
                for line in extraction.merge(app, prune=options["prune"]):
                    self.stdout.write(f"{app}: {line}")
            wrong += extraction.problems(app)
        for line in wrong:
            self.stderr.write(line)
        if options["check"] and wrong:
            raise CommandError(f"{len(wrong)} texts are not right.")

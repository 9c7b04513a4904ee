"""Compile the Bangla catalogues that changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from market.translation import catalogues


class Command(BaseCommand):
    """`compile_catalogues`: write each .mo whose .po is newer; needs no database and no gettext programs."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each file that was written. Raises CommandError when a translation would break a page."""
        try:
            written = catalogues.compile_all()
        except catalogues.CatalogueWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        for path in written:
            self.stdout.write(f"compiled {path.relative_to(catalogues.MARKET)}")

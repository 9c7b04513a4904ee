"""Look over the configuration of SSLCOMMERZ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from market.payments.provider.sslcommerz_check import CHECKS, Wrong


class Command(BaseCommand):
    """`check_sslcommerz`: walk store, credentials, clock, amounts and notifications without moving money; exit 1 where
    something is wrong."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each check. Raises CommandError with how many failed."""
        failed = 0
        for name, check in CHECKS:
            try:
                self.stdout.write(f"OK    {name}: {check()}")
            except Wrong as wrong:
                failed += 1
                self.stdout.write(f"WRONG {name}: {wrong}")
        if failed:
            raise CommandError(f"{failed} of {len(CHECKS)} are wrong.")

"""Look over the configuration of Stripe."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from market.payments.provider.stripe_check import look_over


class Command(BaseCommand):
    """`check_stripe`: walk keys, account, currencies, payouts, notifications and clock without moving money; exit 1
    where something is wrong."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each check. Raises CommandError with how many failed."""
        lines = look_over()
        for name, is_right, text in lines:
            self.stdout.write(f"{'OK   ' if is_right else 'WRONG'} {name}: {text}")
        if failed := sum(not is_right for _name, is_right, _text in lines):
            raise CommandError(f"{failed} of {len(lines)} are wrong.")

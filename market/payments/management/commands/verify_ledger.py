"""Verify the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.transaction import atomic

from market.payments.ledger import verification


class Command(BaseCommand):
    """`verify_ledger`: walk blocks, hashes, sums, milestones and solvency; name the first fault and exit 1."""

    help = __doc__ or ""

    @atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked, and the totals. Raises CommandError with the first fault."""
        if fault := verification.first_fault():
            raise CommandError(fault)
        sums = verification.summary()
        self.stdout.write(
            f"The books are whole: {sums.transactions} transactions, {sums.entries} entries, {sums.blocks} blocks "
            f"({sums.unsealed} transactions wait for the next), {sums.milestones} funded milestones."
        )
        for currency, owed, held in sums.totals:
            self.stdout.write(f"{currency}: {owed} owed to people, {held} held by the provider for us.")
        self.stdout.write(f"Head of the chain: {sums.head}")

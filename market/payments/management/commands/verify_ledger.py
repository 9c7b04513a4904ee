"""Prove the books."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.transaction import atomic

from market.payments.ledger import verification


class Command(BaseCommand):
    """`verify_ledger`: walk blocks, hashes, sums, milestones and solvency; name the first fault and exit 1."""

    help = __doc__ or ""

    @atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was checked and what stands. Raises CommandError with the first fault."""
        if fault := verification.first_fault():
            raise CommandError(fault)
        found = verification.summary()
        self.stdout.write(
            f"The books are whole: {found.transactions} transactions, {found.entries} entries, {found.blocks} blocks "
            f"({found.unsealed} transactions wait for the next), {found.milestones} funded milestones."
        )
        for currency, owed, held in found.standing:
            self.stdout.write(f"{currency}: {owed} owed to people, {held} held by the provider for us.")
        self.stdout.write(f"Head of the chain: {found.head}")

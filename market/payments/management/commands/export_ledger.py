"""Write the sealed chain into a file that `verify_chain.py` checks."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from market.payments.seals.chain import chain_lines


class Command(BaseCommand):
    """`export_ledger FILE [--with-content]`: hashes alone, or with what they were made of (accounts by number)."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether content stands in it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--with-content", action="store_true", help="for an auditor: numbers of people and amounts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and print how many blocks it has."""
        count = -1  # the first line is no block
        with options["file"].open("w", encoding="utf-8") as file:
            for line in chain_lines(has_content=options["with_content"]):
                file.write(line)
                count += 1
        self.stdout.write(f"{count} blocks. Check them: python3 verify_chain.py {options['file']}")

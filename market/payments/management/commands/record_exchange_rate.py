"""Record what a dollar is in taka, by which pages estimate amounts."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.core.base.errors import DomainError
from market.payments.exchange_rates.actions import record_exchange_rate


class Command(BaseCommand):
    """`record_exchange_rate DAY TAKA SOURCE`: on DAY a dollar was TAKA, as SOURCE published it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, the taka of a dollar, who says so."""
        parser.add_argument("day", help="2026-01-31; the rate of the same day is replaced")
        parser.add_argument("taka")
        parser.add_argument("source", help="who published it, and where: pages show it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the rate. Raises CommandError for invalid values."""
        try:
            day, taka = date.fromisoformat(options["day"]), Decimal(options["taka"])
            rate = record_exchange_rate(day=day, taka_per_dollar=taka, source=options["source"])
        except (ValueError, InvalidOperation) as error:
            raise CommandError("Give the day as 2026-01-31 and the rate as 122.31.") from error
        except DomainError as error:
            texts = [str(text) for field_errors in error.errors.values() for text in field_errors]
            raise CommandError(" ".join([str(error), *texts])) from error
        self.stdout.write(f"Recorded: a dollar was {rate.taka_per_dollar} taka on {rate.day}. Source: {rate.source}")

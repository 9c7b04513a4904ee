"""Record in the ledger that the operator sold dollars for taka: it closes what quotes to freelancers have opened."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.money import Money, parse_amount
from market.payments.ledger.exchange_postings import post_conversion
from market.payments.provider.rails import RAILS

PLACES = (*RAILS, "bank")


class Command(BaseCommand):
    """`record_conversion FROM TO DOLLARS TAKA KEY`: so many dollars left FROM, and the taka for them arrived at TO."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, to where, how much, and the reference by which it counts once."""
        parser.add_argument("source", metavar="from", choices=PLACES)
        parser.add_argument("target", metavar="to", choices=PLACES)
        parser.add_argument("dollars")
        parser.add_argument("taka")
        parser.add_argument("key", help="the reference of the sale: the same one counts once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print whether it was new. Raises CommandError for values that cannot be."""
        try:
            dollars, taka = parse_amount(options["dollars"]), parse_amount(options["taka"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if not dollars or not taka:
            raise CommandError("Give amounts above zero.")
        places = {"source": options["source"], "target": options["target"]}
        try:
            with atomic():
                is_new = post_conversion(options["key"], Money(dollars, "USD"), Money(taka, "BDT"), **places)
        except IntegrityError as error:
            raise CommandError("This reference stands in the books for another sale.") from error
        self.stdout.write("Recorded." if is_new else "It stands in the books already.")

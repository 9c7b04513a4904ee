"""Record in the ledger that what a provider held for us was moved to another one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.money import CURRENCIES, Money, parse_amount
from market.payments.ledger import postings
from market.payments.provider.rails import RAILS

PLACES = (*RAILS, "bank")


class Command(BaseCommand):
    """`record_settlement FROM TO AMOUNT CURRENCY KEY [--fee FEE]`: AMOUNT left FROM, and all but FEE arrived at TO."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, to where, how much, and the reference by which it counts once."""
        parser.add_argument("source", metavar="from", choices=PLACES)
        parser.add_argument("target", metavar="to", choices=PLACES)
        parser.add_argument("amount")
        parser.add_argument("currency", choices=CURRENCIES)
        parser.add_argument("key", help="the reference of the transfer: the same one counts once")
        parser.add_argument("--fee", default="0", help="what was kept of the amount on the way")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print whether it was new. Raises CommandError for values that cannot be."""
        source, target, currency = options["source"], options["target"], options["currency"]
        try:
            amount, fee = parse_amount(options["amount"]), parse_amount(options["fee"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if source == target or not 0 <= fee < amount:
            raise CommandError("Give two providers, an amount above zero and a fee below it.")
        try:
            with atomic():
                is_new = postings.post_settlement(
                    options["key"], Money(amount, currency), fee, source=source, target=target
                )
        except IntegrityError as error:
            raise CommandError("This reference stands in the books for another transfer.") from error
        self.stdout.write("Recorded." if is_new else "It stands in the books already.")

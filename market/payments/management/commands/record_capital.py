"""Record the operator's own money in the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.core.base.errors import DomainError
from market.core.base.money import CURRENCIES, Money, parse_amount
from market.payments.ledger import postings


class Command(BaseCommand):
    """`record_capital KEY AMOUNT CURRENCY`: the operator paid AMOUNT into the provider's balance."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The bank's reference, the amount, its currency."""
        parser.add_argument("key", help="the bank's reference of the payment: the same one counts once")
        parser.add_argument("amount")
        parser.add_argument("currency", choices=CURRENCIES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print whether it was new. Raises CommandError for an invalid amount."""
        try:
            amount = Money(parse_amount(options["amount"]), options["currency"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if not amount.amount:
            raise CommandError("Give an amount above zero.")
        is_new = postings.post_capital(options["key"], amount)
        self.stdout.write("Recorded." if is_new else "It stands in the books already.")

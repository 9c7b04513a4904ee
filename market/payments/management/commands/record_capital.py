"""Record the operator's own money in the ledger."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.core.base.errors import DomainError
from market.core.base.money import CURRENCIES, Money, parse_amount
from market.payments.ledger import postings
from market.payments.provider.rails import rails_for


class Command(BaseCommand):
    """`record_capital KEY AMOUNT CURRENCY [--rail NAME]`: the operator paid AMOUNT into the balance at a provider."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The bank's reference, the amount, its currency."""
        parser.add_argument("key", help="the bank's reference of the payment: the same one counts once")
        parser.add_argument("amount")
        parser.add_argument("currency", choices=CURRENCIES)
        parser.add_argument("--rail", choices=settings.PAY_IN, help="the provider, where several have the currency")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print whether it was new. Raises CommandError for an invalid amount."""
        try:
            amount = Money(parse_amount(options["amount"]), options["currency"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if not amount.amount:
            raise CommandError("Give an amount above zero.")
        rails = [each.name for each in rails_for(options["currency"])]
        if not rails or (options["rail"] or rails[0]) not in rails:
            raise CommandError("No such provider has that currency here.")
        is_new = postings.post_capital(options["key"], amount, rail=options["rail"] or rails[0])
        self.stdout.write("Recorded." if is_new else "It stands in the books already.")

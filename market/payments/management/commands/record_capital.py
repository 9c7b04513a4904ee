"""Record the operator's own money in the ledger."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from market.core.base.db import atomic
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
        parser.add_argument(
            "--rail",
            choices=[*settings.PAY_IN, *settings.PAY_OUT],
            help="the provider, or the bank that pays out; demanded where several have the currency",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print whether it was new. Raises CommandError for an invalid amount, a missing rail, a used key."""
        try:
            amount = Money(parse_amount(options["amount"]), options["currency"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if not amount.amount:
            raise CommandError("Give an amount above zero.")
        rail = _rail(options["rail"], options["currency"])
        try:
            with atomic():
                is_new = postings.post_capital(options["key"], amount, rail=rail)
        except IntegrityError as error:
            raise CommandError("This reference stands in the books for another payment.") from error
        self.stdout.write("Recorded." if is_new else "It stands in the books already.")


def _rail(wanted: str | None, currency: str) -> str:
    """The wanted rail of this currency, or its only one. Raises CommandError."""
    rails = [each.name for each in rails_for(currency)]
    rails += [name for name, currencies in settings.PAY_OUT.items() if currency in currencies and name not in rails]
    if not wanted and len(rails) > 1:
        raise CommandError(f"Several have that currency here. Name one: --rail {' or '.join(rails)}.")
    if not rails or (wanted or rails[0]) not in rails:
        raise CommandError("No such provider has that currency here.")
    return wanted or rails[0]

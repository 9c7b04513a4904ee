"""The opening capital of a development site: money of the operator, which covers the provider's fees
and what the bank pays out before a settlement reaches it.

The operator of a live site pays such money in, and records it with the command `record_capital`.
"""

from decimal import Decimal

from django.conf import settings

from market.core.base.money import Money
from market.core.base.reference_data import loader
from market.payments.ledger import postings

OPENING = {"USD": Decimal("1000.00"), "BDT": Decimal("100000.00")}


@loader(order=90)
def open_development_books() -> None:
    """Post the opening capital of each rail, by which money comes or goes, in each of its currencies."""
    if settings.PRODUCTION:
        return
    for rail, currencies in (*settings.PAY_IN.items(), *settings.PAY_OUT.items()):
        for currency in currencies:
            key = f"development:{currency}" if rail == "stripe" else f"development:{rail}:{currency}"
            postings.post_capital(key, Money(OPENING[currency], currency), rail=rail)

"""How a development site's books begin: with money of the operator, which covers what the provider keeps as its fees.

A live site's operator pays such money in, and puts it on record with the command `record_capital`.
"""

from decimal import Decimal

from django.conf import settings

from market.core.base.money import Money
from market.core.base.reference_data import loader
from market.payments.ledger import postings

OPENING = Decimal("1000.00")


@loader(order=90)
def open_development_books() -> None:
    """Put the opening capital on record in each currency that the site can be paid in."""
    if settings.PRODUCTION:
        return
    for currency in settings.STRIPE_CURRENCIES:
        postings.post_capital(f"development:{currency}", Money(OPENING, currency))

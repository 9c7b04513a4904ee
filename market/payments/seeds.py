"""The opening capital of a development site: money of the operator, which covers the provider's fees.

The operator of a live site pays such money in, and records it with the command `record_capital`.
"""

from decimal import Decimal

from django.conf import settings

from market.core.base.money import Money
from market.core.base.reference_data import loader
from market.payments.ledger import postings

OPENING = Decimal("1000.00")


@loader(order=90)
def open_development_books() -> None:
    """Post the opening capital in each currency that the site can be paid in."""
    if settings.PRODUCTION:
        return
    for currency in settings.STRIPE_CURRENCIES:
        postings.post_capital(f"development:{currency}", Money(OPENING, currency))

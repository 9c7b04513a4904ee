"""The currency of a contract, in which all its amounts are."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.base.money import Money


class WrongCurrency(Invalid):
    help = "fees#amounts"
    code = "wrong_currency"
    sentence = _("This contract is in %(currency)s.")


def require_currency(amount: Money, currency: str, *, field: str = "amount") -> None:
    """Raise WrongCurrency at `field` for an amount in another one. Where an action compares amounts, it asks first."""
    if str(amount.currency) != currency:
        raise WrongCurrency.at(field, currency=currency)

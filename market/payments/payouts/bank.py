"""Payouts by the operator's bank: to which account, at what cost, and on which day they arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.money import Money, zero
from market.payments.payout_methods.queries import usable_method

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.payments.models import PayoutMethod

WEEKEND = (4, 5)  # Friday and Saturday, when banks in Bangladesh are closed


class PayoutMethodNotReady(DomainError):
    help = "payouts#setup"
    code = "payout_method_not_ready"
    sentence = _("Payouts in taka need an account that can be used now: give one, or wait until yours is ready.")


@dataclass(frozen=True, slots=True)
class BankPayoutTerms:
    """How a payout asked for now would go."""

    method: "PayoutMethod"
    cost: Money
    arrives_at: datetime


def goes_by_bank(currency: str) -> bool:
    """Whether payouts in this currency go to an account that the freelancer names here, and not to the provider's."""
    return any(currency in currencies for currencies in settings.PAY_OUT.values())


def cost_of(currency: str) -> Money:
    """What the freelancer bears of a transfer by the bank."""
    return Money(settings.LIFECYCLE.payout_cost_bdt, currency) if currency == "BDT" else zero(currency)


def arrival_after(instant: datetime) -> datetime:
    """Noon of the banking day on which a transfer arrives that is ordered now. Holidays are not in it."""
    day = clock.local(instant).replace(hour=12, minute=0, second=0, microsecond=0)
    left = settings.LIFECYCLE.payout_bank_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in WEEKEND
    return day


def bank_terms(user: "User", currency: str) -> BankPayoutTerms | None:
    """The terms of a payout now; None without an account that can be used."""
    method = usable_method(user, currency)
    return BankPayoutTerms(method, cost_of(currency), arrival_after(clock.now())) if method else None


def bank_columns(user: "User", currency: str) -> dict[str, Any]:
    """What stands in the row of a payout that goes by bank: a copy of the account, so that another one given later
    changes nothing. Raises PayoutMethodNotReady."""
    terms = bank_terms(user, currency)
    if terms is None:
        raise PayoutMethodNotReady
    method = terms.method
    return {
        "rail": method.kind,
        "method": method,
        "payee_name": method.holder_name,
        "account_number": method.account_number,
        "routing_number": method.routing_number,
        "cost_value": terms.cost.amount,
        "arrives_at": terms.arrives_at,
    }

"""The provider's ledger: every movement of a balance, of the platform or of a connected account, is one line."""

import secrets
import string
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum

from market.core.base import clock
from market.sandbox.models import BalanceTransaction

LETTERS = string.ascii_letters + string.digits
PENDING = timedelta(days=2)  # how long the money of a charge is pending
FEE_SHARE, FEE_FIXED = Decimal("0.029"), 30
# A charge in a currency that the platform does not settle in is converted to its first one.
RATES = {("bdt", "usd"): Decimal("0.0082"), ("usd", "bdt"): Decimal("121.95")}


def new_id(prefix: str) -> str:
    """A random id in Stripe's format."""
    length = 56 if prefix == "cs_test" else 24
    return f"{prefix}_{''.join(secrets.choice(LETTERS) for _ in range(length))}"


def settlement_rate(currency: str) -> tuple[str, Decimal | None]:
    """(currency in which a charge settles, exchange rate or None for the same currency)."""
    currencies = [each.lower() for each in settings.PAY_IN["stripe"]]
    if currency in currencies:
        return currency, None
    return currencies[0], RATES.get((currency, currencies[0]), Decimal(1))


def fee_of(amount: int) -> int:
    """The provider's fee for a charge, in cents: 2.9 % and 0.30."""
    return int((amount * FEE_SHARE).to_integral_value(ROUND_HALF_UP)) + FEE_FIXED


def enter_line(kind: str, source: str, amount: int, currency: str, **options: Any) -> BalanceTransaction:
    """Write a line: `amount` in cents (negative: out) of the platform, available at once.

    `options`: `fee` to subtract, `account` instead of the platform, `available_on`, `exchange_rate`.
    """
    now = clock.now()
    columns = {"created": now, "available_on": now, "net": amount - options.get("fee", 0), **options}
    return BalanceTransaction.objects.create(
        id=new_id("txn"), kind=kind, source=source, amount=amount, currency=currency, **columns
    )


def owned_by(account: str) -> Q:
    """A filter for rows of a connected account, or ("") of the platform."""
    return Q(account__id=account) if account else Q(account=None)


def balance(account: str) -> dict[str, tuple[int, int]]:
    """By currency: (available, pending) in cents, of the platform ("") or of a connected account."""
    lines = BalanceTransaction.objects.filter(owned_by(account))
    usable = Q(available_on__lte=clock.now())
    sums = lines.values("currency").annotate(available=Sum("net", filter=usable), pending=Sum("net", filter=~usable))
    balances = {each["currency"]: (each["available"] or 0, each["pending"] or 0) for each in sums.order_by("currency")}
    return balances or {settlement_rate("usd")[0]: (0, 0)}

"""The provider's books: every movement of a balance, of the platform or of a connected account, is one line."""

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
# A charge in a currency that the platform does not settle in is turned into its first one.
RATES = {("bdt", "usd"): Decimal("0.0082"), ("usd", "bdt"): Decimal("121.95")}


def new_id(prefix: str) -> str:
    """A fresh id of Stripe's shape."""
    length = 56 if prefix == "cs_test" else 24
    return f"{prefix}_{''.join(secrets.choice(LETTERS) for _ in range(length))}"


def settlement(currency: str) -> tuple[str, Decimal | None]:
    """The currency that a charge settles in, and the rate (None: it is its own)."""
    settled = [each.lower() for each in settings.STRIPE_CURRENCIES]
    if currency in settled:
        return currency, None
    return settled[0], RATES.get((currency, settled[0]), Decimal(1))


def fee_of(amount: int) -> int:
    """What the provider takes of a charge: 2.9 % and 0.30."""
    return int((amount * FEE_SHARE).to_integral_value(ROUND_HALF_UP)) + FEE_FIXED


def enter(kind: str, source: str, amount: int, currency: str, **more: Any) -> BalanceTransaction:
    """Write a line: `amount` (negative: out) of the platform, usable at once.

    `more`: `fee` that is taken from it, `account` whose line it is instead, `available_on`, `exchange_rate`.
    """
    instant = clock.now()
    line = {"created": instant, "available_on": instant, "net": amount - more.get("fee", 0), **more}
    return BalanceTransaction.objects.create(
        id=new_id("txn"), kind=kind, source=source, amount=amount, currency=currency, **line
    )


def owned_by(account: str) -> Q:
    """The condition on rows of a connected account, or ("") of the platform."""
    return Q(account__id=account) if account else Q(account=None)


def balance(account: str) -> dict[str, tuple[int, int]]:
    """Per currency: what is available and what is pending, of the platform ("") or of a connected account."""
    lines = BalanceTransaction.objects.filter(owned_by(account))
    usable = Q(available_on__lte=clock.now())
    sums = lines.values("currency").annotate(available=Sum("net", filter=usable), pending=Sum("net", filter=~usable))
    found = {each["currency"]: (each["available"] or 0, each["pending"] or 0) for each in sums.order_by("currency")}
    return found or {settlement("usd")[0]: (0, 0)}

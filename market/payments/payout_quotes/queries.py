"""Reads of quotes: whether they are offered, the rate, and how much taka the site has free."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Sum

from market.core.base import clock
from market.core.base.money import Money
from market.payments.exchange_rates.models import ExchangeRate
from market.payments.models import LedgerAccount, LedgerBalance, LedgerEntry, PayoutAccount
from market.payments.payout_quotes.models import TAKA

if TYPE_CHECKING:
    from market.accounts.models import User

DOLLARS = "USD"
FRESH = timedelta(hours=24)
Kind = LedgerAccount.Kind


def quotes_offered_to(user: "User") -> bool:
    """Whether this site quotes at all, and the user has no account at Stripe that takes dollars."""
    has_account = PayoutAccount.objects.filter(user=user, state=PayoutAccount.State.ACTIVE).exists()
    return settings.PAYOUT_QUOTES and not has_account


def fresh_rate() -> ExchangeRate | None:
    """The newest rate, if it is of today or yesterday and was recorded within a day; else None."""
    rate = ExchangeRate.objects.order_by("-day").first()
    now = clock.now()
    is_fresh = rate is not None and rate.recorded_at > now - FRESH and rate.day >= clock.local(now - FRESH).date()
    return rate if is_fresh else None


def free_taka() -> Decimal:
    """The taka that providers hold for the site beyond what it owes to people: what it can give for dollars. What a
    client's bank has taken is not there, whatever it decides."""
    there = LedgerEntry.objects.filter(account__kind=Kind.PROVIDER, account__currency=TAKA)
    owed = LedgerBalance.objects.filter(account__currency=TAKA)
    held = there.order_by().aggregate(all=Sum("amount"))["all"] or Decimal(0)
    return -held - (owed.order_by().aggregate(all=Sum("value"))["all"] or Decimal(0))


def exposure() -> tuple[Money, Money]:
    """What the site has taken over and not sold yet: the dollars of freelancers, and the taka that it gave for them."""
    sums = {
        currency: amount
        for currency, amount in LedgerEntry.objects.filter(account__kind=Kind.EXCHANGE)
        .order_by()
        .values_list("account__currency")
        .annotate(Sum("amount"))
    }
    nothing = Decimal("0.00")
    return Money(sums.get(DOLLARS, nothing), DOLLARS), Money(-sums.get(TAKA, nothing), TAKA)

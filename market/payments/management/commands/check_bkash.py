"""Check that bKash works with what is configured. No money moves."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider import bkash, bkash_payouts, bkash_token, sns
from market.payments.provider.bkash_http import PAYOUTS
from market.payments.provider.port import PayIn, ProviderRefused
from market.payments.provider.types import CheckoutRequest

PROVIDER: PayIn = bkash
REFERENCE = "check"
MOST_APART = timedelta(minutes=2)


class Fault(Exception):
    """What is wrong."""


class Command(BaseCommand):
    """`check_bkash`: say of each part of the configuration that it is OK, or what is wrong; exit 1 for a fault.

    It asks for a token of each product (bKash allows two in an hour, and the site goes on with these), and creates a
    payment of the smallest amount, which nobody pays.
    """

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each part. Raises CommandError where one is wrong."""
        if not settings.BKASH_CONFIGURED:
            raise CommandError("bKash is not configured: set BKASH_USERNAME and the other three credentials.")
        failed = 0
        for name, check in CHECKS.items():
            try:
                line = f"OK. {check()}"
            except (ProviderRefused, Fault) as wrong:
                failed, line = failed + 1, f"WRONG. {wrong}"
            except ProviderUnavailable:
                failed, line = failed + 1, "WRONG. bKash does not answer, or refuses the credentials."
            self.stdout.write(f"{name}: {line}")
        if failed:
            raise CommandError(f"{failed} of {len(CHECKS)} checks failed.")


def check_address() -> str:
    """bKash's API, and whether payments there are real."""
    is_real = settings.BKASH_API_BASE.endswith(".pay.bka.sh")
    return f"{settings.BKASH_API_BASE}. {'Payments are real.' if is_real else 'Payments are not real.'}"


def check_credentials() -> str:
    """bKash gives a token for them."""
    bkash_token.keep(bkash_token.grant())
    return f"{settings.BKASH_USERNAME} has a token."


def check_payment() -> str:
    """A payment of the smallest amount in taka can be created and asked for, and it began now by our clock."""
    smallest, _largest = bkash.limits()
    now = clock.now()
    amount = Money(max(smallest, Decimal(1)), bkash.CURRENCY)
    request = CheckoutRequest(
        key=f"check:{now.isoformat()}",
        charge=amount,
        lines=[("Check", amount)],
        reference=REFERENCE,
        group="",
        email="",
        success_url=settings.SITE_URL,
        cancel_url=settings.SITE_URL,
        expires_at=now,
        metadata={},
    )
    page = PROVIDER.retrieve_checkout(PROVIDER.create_checkout(request).id)
    if (page.charged, page.reference, page.is_paid) != (amount, REFERENCE, False):
        raise Fault(f"{page.id} is {page.charged} of “{page.reference}”, not {amount} of “{REFERENCE}”.")
    apart = abs(bkash.created_at(page.id) - now)
    if apart > MOST_APART:
        raise Fault(f"bKash's clock is {apart} away from this machine's: set it by NTP.")
    return f"{page.id}, {page.charged}, which nobody pays. The clocks are {apart.total_seconds():.0f} s apart."


def check_notifications() -> str:
    """The topic of Amazon SNS by which they come."""
    address = f"{settings.SITE_URL}/webhooks/bkash/"
    if not settings.BKASH_TOPIC_ARN:
        return f"None: what is open is asked for. To have them, give bKash {address}, then set BKASH_TOPIC_ARN."
    if not sns.origin_of(settings.BKASH_TOPIC_ARN):
        raise Fault(f"BKASH_TOPIC_ARN is “{settings.BKASH_TOPIC_ARN}”, which is no topic.")
    if settings.PRODUCTION and not address.startswith("https://"):
        raise Fault(f"They would come to {address}: SITE_URL must begin with https://.")
    return f"{settings.BKASH_TOPIC_ARN} to {address}"


def check_limits() -> str:
    """Limits of one payment, and the fee that the books show."""
    smallest, largest = bkash.limits()
    if smallest > largest:
        raise Fault("MARKET_BKASH_SMALLEST is above MARKET_BKASH_LARGEST.")
    fee = f"The books show a fee of {settings.BKASH_FEE_PERCENT}%."
    if not settings.BKASH_FEE_PERCENT:
        fee = "The books show no fee: set MARKET_BKASH_FEE_PERCENT to what your contract with bKash says."
    return f"{smallest} to {largest} taka a payment. {fee}"


def check_payouts() -> str:
    """Payouts to wallets: bKash gives a token for them, and tells what the site's accounts hold."""
    if not settings.BKASH_PAYOUT_CONFIGURED:
        return "None to wallets: set BKASH_PAYOUT_USERNAME and the other three credentials to offer them."
    bkash_token.keep(bkash_token.grant(PAYOUTS), PAYOUTS)
    held = ", ".join(f"{name}: {amount.amount} taka" for name, amount in bkash_payouts.balances())
    limits = bkash_payouts.limits()
    if not limits.smallest <= limits.largest <= limits.a_day:
        raise Fault("MARKET_BKASH_PAYOUT_SMALLEST, _LARGEST and _DAY_LARGEST are not in that order.")
    return f"{limits.smallest} to {limits.largest} taka to a wallet, {limits.a_day} a day. {held}."


CHECKS = {
    "Address": check_address,
    "Credentials": check_credentials,
    "Payments and clock": check_payment,
    "Notifications": check_notifications,
    "Limits and fee": check_limits,
    "Payouts to wallets": check_payouts,
}

"""Looking over a configuration of SSLCOMMERZ without moving money: each function returns what is right, in a line, or
raises Wrong with what is not.
"""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from secrets import token_hex

from django.conf import settings

from market.core.base import clock, http_client, past
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider import sslcommerz
from market.payments.provider.port import ProviderRefused
from market.payments.provider.types import CheckoutRequest

MOST_OFF = timedelta(seconds=60)
MINUTES = timedelta(minutes=31)


class Wrong(Exception):
    """What is wrong, for whoever set it up."""


def check_store() -> str:
    """The store and where it is asked."""
    if not settings.SSLCOMMERZ_CONFIGURED:
        raise Wrong("SSLCOMMERZ_STORE_ID and SSLCOMMERZ_STORE_PASSWORD are not set.")
    real = "real money" if settings.SSLCOMMERZ_API_BASE == settings.SSLCOMMERZ_LIVE else "test money"
    return f"store {settings.SSLCOMMERZ_STORE_ID} at {past.sslcommerz_address()}, {real}"


def check_credentials() -> str:
    """Whether they know the store: asked for a number that nobody has."""
    try:
        page = sslcommerz.retrieve_checkout(f"0-{token_hex(14)[:28]}")
    except ProviderUnavailable as error:
        raise Wrong(
            "SSLCOMMERZ does not answer, or does not accept the store and its password (the log says which). A live "
            "store also needs the public IP address of this machine registered with SSLCOMMERZ."
        ) from error
    except ProviderRefused as error:
        raise Wrong(f"SSLCOMMERZ refuses the question: {error}") from error
    return f"accepted; a number that nobody has is {page.status}"


def check_clock() -> str:
    """Whether this machine's time is theirs."""
    try:
        answer = http_client.get(past.sslcommerz_address() + "/", {}, allow=lambda place: True, keep=1)
        away = abs(clock.wall() - parsedate_to_datetime(answer.date))
    except (http_client.Unanswered, ValueError, TypeError) as error:
        raise Wrong("SSLCOMMERZ names no time to compare with.") from error
    if away > MOST_OFF:
        raise Wrong(f"The time of this machine is {away.total_seconds():.0f} seconds away from theirs.")
    return f"{away.total_seconds():.0f} seconds away from theirs"


def check_session() -> str:
    """Whether a page of the smallest amount is made, in taka. Nobody is led to it, so it lapses."""
    request = CheckoutRequest(
        key=f"check:{token_hex(8)}",
        charge=Money(sslcommerz.LEAST, "BDT"),
        lines=[("Check of the configuration", Money(sslcommerz.LEAST, "BDT"))],
        reference="0",
        group="check",
        email="check@example.com",
        success_url=f"{settings.SITE_URL}/money/",
        cancel_url=f"{settings.SITE_URL}/money/",
        expires_at=clock.now() + MINUTES,
        metadata={},
    )
    try:
        page = sslcommerz.create_checkout(request)
        is_back = sslcommerz.retrieve_checkout(page.id).charged == request.charge
    except ProviderRefused as error:
        raise Wrong(f"No page of {request.charge} is made: {error}") from error
    except ProviderUnavailable as error:
        raise Wrong("No page is made, or it is not there (the log says why).") from error
    signed = "comes back" if is_back else "is not seen before somebody pays: try one small payment"
    return f"a page of {request.charge} is made: {page.url}; what we sign with it {signed}"


def check_notifications() -> str:
    """Whether our own address for notifications is there, and refuses one that is not signed."""
    url = settings.SITE_URL + sslcommerz.NOTIFIED
    if settings.PRODUCTION and not url.startswith("https://"):
        raise Wrong(f"{url} is not an address of https: set SITE_URL.")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = http_client.post(url, b"status=VALID", headers, allow=lambda place: True)
    except http_client.Unanswered as error:
        raise Wrong(f"{url}: {error}") from error
    if answer.status != 400:
        raise Wrong(f"{url} answers {answer.status} to what is not signed, and should answer 400.")
    return f"{url} refuses what is not signed"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("store", check_store),
    ("credentials", check_credentials),
    ("clock", check_clock),
    ("currency and amounts", check_session),
    ("notifications", check_notifications),
)

"""Stripe's library, the address and the key: how each call to it is made.

The address of the API is a setting: live, test mode and the local sandbox are one code path. A call takes 8 seconds at
most and is not retried here: jobs try again, with the same key.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from market.core.base import past
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider.port import TIMEOUT, ProviderRefused

stripe.enable_telemetry = False
LIVE, FILES = stripe.DEFAULT_API_BASE, stripe.DEFAULT_UPLOAD_API_BASE


@cache
def _client(base: str, key: str) -> stripe.StripeClient:
    files = FILES if base == LIVE else base  # elsewhere one server speaks for both
    return stripe.StripeClient(
        key,
        base_addresses={"api": base, "files": files},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def client() -> stripe.StripeClient:
    """The library's client for the configured address and key."""
    return _client(past.provider_address(), settings.STRIPE_SECRET_KEY)


@contextmanager
def provider_errors() -> Iterator[None]:
    """Raise ProviderUnavailable for temporary errors, ProviderRefused for permanent ones."""
    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError, stripe.PermissionError) as error:
        raise ProviderRefused(str(error.code or ""), str(error.user_message or error)) from error
    except stripe.StripeError as error:
        raise ProviderUnavailable from error


def call(method: Callable[..., Any], *args: Any, params: dict[str, Any], **options: str) -> dict[str, Any]:
    """The answer of one call of the library. Raises ProviderUnavailable, ProviderRefused."""
    with provider_errors():
        answer: dict[str, Any] = method(*args, params, options).to_dict()
        return answer


def currency_code(amount: Money) -> str:
    """Its currency as Stripe writes it."""
    return str(amount.currency).lower()

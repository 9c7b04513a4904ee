"""Stripe, in the few calls we make. Amounts go in and out as `Decimal`; every response is a frozen dataclass.

The only module that knows the `stripe` library. The address of the API is a setting: live, test mode and the local
sandbox are one code path. A call takes 8 seconds at most and is not retried here: jobs try again, with the same key.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from market.core.base import past
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money, cents, from_cents
from market.payments.provider import stripe_parsing as parsing
from market.payments.provider.types import (
    BankDispute,
    BankPayout,
    Checkout,
    CheckoutRequest,
    ConnectedAccount,
    Payment,
    RefundStatus,
    Transfer,
    WebhookEvent,
)

__all__ = [
    "BankPayout",
    "Checkout",
    "CheckoutRequest",
    "ConnectedAccount",
    "BankDispute",
    "InvalidWebhook",
    "Payment",
    "ProviderRefused",
    "RefundStatus",
    "Transfer",
    "WebhookEvent",
]

TIMEOUT = 8
LONGEST_ID = 255
KEY_TTL = timedelta(hours=20)  # the provider forgets an idempotency key after 24 hours; we never do
stripe.enable_telemetry = False


class ProviderRefused(Exception):
    """The provider refused the request: a retry would not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


class InvalidWebhook(Exception):
    """A webhook request whose signature is wrong or too old, or that is of the other mode (live or test)."""


@cache
def _client(base: str, key: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": base}, max_network_retries=0, http_client=stripe.RequestsClient(timeout=TIMEOUT)
    )


def client() -> stripe.StripeClient:
    """The library's client for the configured address and key."""
    return _client(past.provider_address(), settings.STRIPE_SECRET_KEY)


@contextmanager
def _provider_errors() -> Iterator[None]:
    """Raise ProviderUnavailable for temporary errors, ProviderRefused for permanent ones."""
    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError, stripe.PermissionError) as error:
        raise ProviderRefused(str(error.code or ""), str(error.user_message or error)) from error
    except stripe.StripeError as error:
        raise ProviderUnavailable from error


def _call(method: Callable[..., Any], *args: Any, params: dict[str, Any], **options: str) -> dict[str, Any]:
    with _provider_errors():
        answer: dict[str, Any] = method(*args, params, options).to_dict()
        return answer


def create_checkout(request: CheckoutRequest) -> Checkout:
    """Create the page where a client pays. The same request again returns the same page."""
    lines = [
        {
            "quantity": 1,
            "price_data": {
                "currency": _currency_code(charge),
                "unit_amount": cents(charge.amount),
                "product_data": {"name": title[:250]},
            },
        }
        for title, charge in request.lines
    ]
    params = {
        "mode": "payment",
        "line_items": lines,
        "client_reference_id": request.reference,
        "customer_email": request.email,
        "metadata": request.metadata,
        "payment_intent_data": {"transfer_group": request.group, "metadata": request.metadata},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }
    return parsing.parse_checkout(
        _call(client().v1.checkout.sessions.create, params=params, idempotency_key=request.key)
    )


def retrieve_checkout(session_id: str) -> Checkout:
    """Its state now."""
    return parsing.parse_checkout(_call(client().v1.checkout.sessions.retrieve, session_id, params={}))


def expire_checkout(session_id: str) -> Checkout:
    """Close the page, so that it cannot be paid any more. Raises ProviderRefused if it is not open."""
    return parsing.parse_checkout(_call(client().v1.checkout.sessions.expire, session_id, params={}))


def retrieve_payment(payment_id: str) -> Payment:
    """The payment, its charge, and the provider's fee."""
    params = {"expand": ["latest_charge.balance_transaction"]}
    intent = _call(client().v1.payment_intents.retrieve, payment_id, params=params)
    charge = intent.get("latest_charge") or {}
    balance = charge.get("balance_transaction") or {}
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    received = Money(from_cents(intent.get("amount_received") or 0), intent["currency"].upper())
    provider_fee, fingerprint = from_cents(balance.get("fee", 0)), card.get("fingerprint") or ""
    return Payment(intent["id"], intent["status"], charge.get("id", ""), received, provider_fee, fingerprint)


def create_refund(*, payment_id: str, amount: Money, key: str, mark: str) -> RefundStatus:
    """Refund a part of a payment, or all of it. `mark` is stored in its metadata, for `find_refund`."""
    params = {"payment_intent": payment_id, "amount": cents(amount.amount), "metadata": {"refund": mark}}
    return parsing.parse_refund(_call(client().v1.refunds.create, params=params, idempotency_key=key))


def retrieve_refund(refund_id: str) -> RefundStatus:
    """Its state now."""
    return parsing.parse_refund(_call(client().v1.refunds.retrieve, refund_id, params={}))


def find_refund(*, payment_id: str, mark: str) -> RefundStatus | None:
    """The refund with that mark, if it exists: for when the idempotency key has expired."""
    refunds = _call(client().v1.refunds.list, params={"payment_intent": payment_id, "limit": 100})["data"]
    return next((parsing.parse_refund(each) for each in refunds if each["metadata"].get("refund") == mark), None)


def create_account(*, email: str, key: str, metadata: dict[str, str]) -> ConnectedAccount:
    """A freelancer's account: a recipient of transfers in Bangladesh, nothing else."""
    params = {
        "country": "BD",
        "email": email,
        "type": "express",
        "capabilities": {"transfers": {"requested": True}},
        "tos_acceptance": {"service_agreement": "recipient"},
        "metadata": metadata,
    }
    return parsing.parse_account(_call(client().v1.accounts.create, params=params, idempotency_key=key))


def create_account_link(*, account_id: str, refresh_url: str, return_url: str) -> str:
    """The URL of the provider's page for identity and bank account. It works once."""
    urls = {"refresh_url": refresh_url, "return_url": return_url}
    params = {"account": account_id, "type": "account_onboarding", **urls}
    return str(_call(client().v1.account_links.create, params=params)["url"])


def retrieve_account(account_id: str) -> ConnectedAccount:
    """Its state now."""
    return parsing.parse_account(_call(client().v1.accounts.retrieve, account_id, params={}))


def create_transfer(*, account_id: str, charge_id: str, amount: Money, group: str, key: str) -> Transfer:
    """Send a part of a charge to a connected account."""
    params = {
        "destination": account_id,
        "amount": cents(amount.amount),
        "currency": _currency_code(amount),
        "source_transaction": charge_id,
        "transfer_group": group,
        "metadata": {"key": key},
    }
    return parsing.parse_transfer(_call(client().v1.transfers.create, params=params, idempotency_key=key))


def find_transfer(*, group: str, key: str) -> Transfer | None:
    """The transfer with that key, if it exists: for when the idempotency key has expired."""
    transfers = _call(client().v1.transfers.list, params={"transfer_group": group, "limit": 100})["data"]
    return next((parsing.parse_transfer(each) for each in transfers if each["metadata"].get("key") == key), None)


def reverse_transfer(*, transfer_id: str, key: str) -> None:
    """Reverse a whole transfer, after the freelancer's bank refused it. Does nothing if it is reversed already."""
    try:
        _call(client().v1.transfers.reversals.create, transfer_id, params={}, idempotency_key=key)
    except ProviderRefused:
        if not _call(client().v1.transfers.retrieve, transfer_id, params={})["reversed"]:
            raise


def reverse_part(*, transfer_id: str, amount: Money, mark: str) -> None:
    """Reverse a part of a transfer, once for each `mark`. Raises ProviderRefused where the account lacks the money."""
    reversals = _call(client().v1.transfers.reversals.list, transfer_id, params={"limit": 100})["data"]
    if not any(each["metadata"].get("mark") == mark for each in reversals):
        params = {"amount": cents(amount.amount), "metadata": {"mark": mark}}
        _call(client().v1.transfers.reversals.create, transfer_id, params=params, idempotency_key=mark)


def retrieve_dispute(dispute_id: str) -> BankDispute:
    """The state of a chargeback now."""
    return parsing.parse_dispute(_call(client().v1.disputes.retrieve, dispute_id, params={}))


def answer_dispute(*, dispute_id: str, text: str, key: str) -> BankDispute:
    """Submit the evidence against a chargeback. It can be submitted once; nothing can be added."""
    params = {"evidence": {"uncategorized_text": text}, "submit": True}
    return parsing.parse_dispute(_call(client().v1.disputes.update, dispute_id, params=params, idempotency_key=key))


def accept_dispute(dispute_id: str) -> BankDispute:
    """Accept a chargeback: it is lost at once."""
    return parsing.parse_dispute(_call(client().v1.disputes.close, dispute_id, params={}))


def list_bank_payouts(account_id: str) -> list[BankPayout]:
    """The latest payouts of a connected account to its bank, newest first."""
    page = _call(client().v1.payouts.list, params={"limit": 100}, stripe_account=account_id)
    return [parsing.parse_bank_payout(each) for each in page["data"]]


def retrieve_bank_payout(*, account_id: str, payout_id: str) -> BankPayout:
    """Its state now."""
    return parsing.parse_bank_payout(
        _call(client().v1.payouts.retrieve, payout_id, params={}, stripe_account=account_id)
    )


def arrivals_of_payout(*, account_id: str, payout_id: str) -> list[str]:
    """The arrival ids (see `Transfer`) in a bank payout."""
    with _provider_errors():
        lines = client().v1.balance_transactions.list(
            {"payout": payout_id, "limit": 100}, {"stripe_account": account_id}
        )
        return [line.to_dict().get("source") or "" for line in lines.auto_paging_iter()]


def provider_balances() -> list[Money]:
    """Our balance at the provider, available and pending together, per currency."""
    balance = _call(client().v1.balance.retrieve, params={})
    sums: dict[str, Decimal] = {}
    for each in [*balance["available"], *balance["pending"]]:
        code = each["currency"].upper()
        sums[code] = sums.get(code, Decimal(0)) + from_cents(each["amount"])
    return [Money(amount, code) for code, amount in sorted(sums.items())]


def recent_events(*, since: datetime, types: Sequence[str]) -> Iterator[WebhookEvent]:
    """Events of these types since an instant, newest first, delivered or not; parsed from the raw response."""
    query: Any = {"created": {"gte": int(since.timestamp())}, "types": list(types), "limit": 100}
    with _provider_errors():
        page = client().v1.events.list(query)
        while page.data and page.last_response is not None:
            yield from map(parsing.parse_event, json.loads(page.last_response.body)["data"])
            page = page.next_page()


def read_event(body: bytes, signature: str) -> WebhookEvent:
    """The event of a webhook request. Raises InvalidWebhook.

    The signature stands over the raw bytes; its time (wall time) may be 300 s away.
    """
    try:
        client().construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        event = parsing.parse_event(payload := json.loads(body))
    except (ValueError, LookupError, AttributeError, TypeError, stripe.SignatureVerificationError) as error:
        raise InvalidWebhook from error
    if payload.get("livemode") is not settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
        raise InvalidWebhook
    if len(event.id) > LONGEST_ID or b"\\u0000" in body:  # PostgreSQL cannot store these
        raise InvalidWebhook
    return event


def _currency_code(amount: Money) -> str:
    return str(amount.currency).lower()

"""Stripe, in the few calls we make. Amounts go in and out as `Decimal`; every answer is a small frozen fact.

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
from market.payments.provider import stripe_parsing as read
from market.payments.provider.stripe_types import (
    BankPayout,
    Checkout,
    Disputed,
    News,
    Order,
    Payment,
    Recipient,
    Sent,
    SentBack,
)

__all__ = [
    "BankPayout",
    "Checkout",
    "Disputed",
    "Forged",
    "News",
    "Order",
    "Payment",
    "ProviderRefused",
    "Recipient",
    "Sent",
    "SentBack",
]

TIMEOUT = 8
LONGEST_ID = 255
KEYS_LAST = timedelta(hours=20)  # the provider forgets an idempotency key after 24 hours; we never do
stripe.enable_telemetry = False


class ProviderRefused(Exception):
    """The provider understood and said no: trying again would not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


class Forged(Exception):
    """News whose signature is not the provider's, too old, or of the other mode (live or test)."""


@cache
def _client(base: str, key: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": base}, max_network_retries=0, http_client=stripe.RequestsClient(timeout=TIMEOUT)
    )


def client() -> stripe.StripeClient:
    """The library's client for the configured address and key."""
    return _client(past.provider_address(), settings.STRIPE_SECRET_KEY)


@contextmanager
def _translated() -> Iterator[None]:
    """Raises ProviderUnavailable for what may pass, ProviderRefused for what will not."""
    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError, stripe.PermissionError) as refused:
        raise ProviderRefused(str(refused.code or ""), str(refused.user_message or refused)) from refused
    except stripe.StripeError as down:
        raise ProviderUnavailable from down


def _call(ask: Callable[..., Any], *args: Any, params: dict[str, Any], **options: str) -> dict[str, Any]:
    with _translated():
        answer: dict[str, Any] = ask(*args, params, options).to_dict()
        return answer


def create_checkout(order: Order) -> Checkout:
    """Make the page where a client pays. The same order again gives the same page."""
    lines = [
        {
            "quantity": 1,
            "price_data": {
                "currency": _code(charge),
                "unit_amount": cents(charge.amount),
                "product_data": {"name": title[:250]},
            },
        }
        for title, charge in order.lines
    ]
    params = {
        "mode": "payment",
        "line_items": lines,
        "client_reference_id": order.reference,
        "customer_email": order.email,
        "metadata": order.metadata,
        "payment_intent_data": {"transfer_group": order.group, "metadata": order.metadata},
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expires_at": int(order.expires_at.timestamp()),
    }
    return read.checkout(_call(client().v1.checkout.sessions.create, params=params, idempotency_key=order.key))


def retrieve_checkout(session_id: str) -> Checkout:
    """How it stands now."""
    return read.checkout(_call(client().v1.checkout.sessions.retrieve, session_id, params={}))


def expire_checkout(session_id: str) -> Checkout:
    """Close the page, so that it cannot be paid any more. Raises ProviderRefused if it is not open."""
    return read.checkout(_call(client().v1.checkout.sessions.expire, session_id, params={}))


def retrieve_payment(payment_id: str) -> Payment:
    """The payment, its charge, and what the provider kept."""
    params = {"expand": ["latest_charge.balance_transaction"]}
    found = _call(client().v1.payment_intents.retrieve, payment_id, params=params)
    charge = found.get("latest_charge") or {}
    books = charge.get("balance_transaction") or {}
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    received = Money(from_cents(found.get("amount_received") or 0), found["currency"].upper())
    kept, mark = from_cents(books.get("fee", 0)), card.get("fingerprint") or ""
    return Payment(found["id"], found["status"], charge.get("id", ""), received, kept, mark)


def create_refund(*, payment_id: str, amount: Money, key: str, mark: str) -> SentBack:
    """Send a part of a payment, or all of it, back. `mark` finds it again."""
    params = {"payment_intent": payment_id, "amount": cents(amount.amount), "metadata": {"refund": mark}}
    return read.sent_back(_call(client().v1.refunds.create, params=params, idempotency_key=key))


def retrieve_refund(refund_id: str) -> SentBack:
    """How it stands now."""
    return read.sent_back(_call(client().v1.refunds.retrieve, refund_id, params={}))


def find_refund(*, payment_id: str, mark: str) -> SentBack | None:
    """The refund of that mark, if it was made: for when the provider has forgotten its key."""
    found = _call(client().v1.refunds.list, params={"payment_intent": payment_id, "limit": 100})["data"]
    return next((read.sent_back(each) for each in found if each["metadata"].get("refund") == mark), None)


def create_account(*, email: str, key: str, metadata: dict[str, str]) -> Recipient:
    """A freelancer's account: a recipient of transfers in Bangladesh, nothing else."""
    params = {
        "country": "BD",
        "email": email,
        "type": "express",
        "capabilities": {"transfers": {"requested": True}},
        "tos_acceptance": {"service_agreement": "recipient"},
        "metadata": metadata,
    }
    return read.recipient(_call(client().v1.accounts.create, params=params, idempotency_key=key))


def create_account_link(*, account_id: str, refresh_url: str, return_url: str) -> str:
    """The address of the provider's page where she says who she is and where her money goes. It works once."""
    params = {
        "account": account_id,
        "refresh_url": refresh_url,
        "return_url": return_url,
        "type": "account_onboarding",
    }
    return str(_call(client().v1.account_links.create, params=params)["url"])


def retrieve_account(account_id: str) -> Recipient:
    """How it stands now."""
    return read.recipient(_call(client().v1.accounts.retrieve, account_id, params={}))


def create_transfer(*, account_id: str, charge_id: str, amount: Money, group: str, key: str) -> Sent:
    """Send a part of a charge to a connected account."""
    params = {
        "destination": account_id,
        "amount": cents(amount.amount),
        "currency": _code(amount),
        "source_transaction": charge_id,
        "transfer_group": group,
        "metadata": {"key": key},
    }
    return read.sent(_call(client().v1.transfers.create, params=params, idempotency_key=key))


def find_transfer(*, group: str, key: str) -> Sent | None:
    """The transfer of that key, if it was made: for when the provider has forgotten the key."""
    found = _call(client().v1.transfers.list, params={"transfer_group": group, "limit": 100})["data"]
    return next((read.sent(each) for each in found if each["metadata"].get("key") == key), None)


def reverse_transfer(*, transfer_id: str, key: str) -> None:
    """Take a whole transfer back, after her bank refused the money. Does nothing if it is back already."""
    try:
        _call(client().v1.transfers.reversals.create, transfer_id, params={}, idempotency_key=key)
    except ProviderRefused:
        if not _call(client().v1.transfers.retrieve, transfer_id, params={})["reversed"]:
            raise


def call_back(*, transfer_id: str, amount: Money, mark: str) -> None:
    """Take a part of a transfer back, once for each `mark`. Raises ProviderRefused where it is not there any more."""
    made = _call(client().v1.transfers.reversals.list, transfer_id, params={"limit": 100})["data"]
    if not any(each["metadata"].get("mark") == mark for each in made):
        params = {"amount": cents(amount.amount), "metadata": {"mark": mark}}
        _call(client().v1.transfers.reversals.create, transfer_id, params=params, idempotency_key=mark)


def retrieve_dispute(dispute_id: str) -> Disputed:
    """How a chargeback stands now."""
    return read.disputed(_call(client().v1.disputes.retrieve, dispute_id, params={}))


def answer_dispute(*, dispute_id: str, text: str, key: str) -> Disputed:
    """Send the bank what speaks against a chargeback. It is read once: what is sent cannot be added to."""
    params = {"evidence": {"uncategorized_text": text}, "submit": True}
    return read.disputed(_call(client().v1.disputes.update, dispute_id, params=params, idempotency_key=key))


def accept_dispute(dispute_id: str) -> Disputed:
    """Let a chargeback go: it is lost at once."""
    return read.disputed(_call(client().v1.disputes.close, dispute_id, params={}))


def bank_payouts(account_id: str) -> list[BankPayout]:
    """The latest payouts of a connected account to its bank, newest first."""
    found = _call(client().v1.payouts.list, params={"limit": 100}, stripe_account=account_id)
    return [read.bank_payout(each) for each in found["data"]]


def retrieve_bank_payout(*, account_id: str, payout_id: str) -> BankPayout:
    """How it stands now."""
    return read.bank_payout(_call(client().v1.payouts.retrieve, payout_id, params={}, stripe_account=account_id))


def arrivals_in(*, account_id: str, payout_id: str) -> list[str]:
    """The ids of the arrivals (see `Sent`) that a bank payout carries."""
    with _translated():
        lines = client().v1.balance_transactions.list(
            {"payout": payout_id, "limit": 100}, {"stripe_account": account_id}
        )
        return [line.to_dict().get("source") or "" for line in lines.auto_paging_iter()]


def held_by_provider() -> list[Money]:
    """What stands on our balance at the provider, available or not yet, per currency."""
    found = _call(client().v1.balance.retrieve, params={})
    sums: dict[str, Decimal] = {}
    for each in [*found["available"], *found["pending"]]:
        code = each["currency"].upper()
        sums[code] = sums.get(code, Decimal(0)) + from_cents(each["amount"])
    return [Money(amount, code) for code, amount in sorted(sums.items())]


def recent_news(*, since: datetime, kinds: Sequence[str]) -> Iterator[News]:
    """Events of some kinds since an instant, newest first, delivered or not; read from the answer as it came."""
    query: Any = {"created": {"gte": int(since.timestamp())}, "types": list(kinds), "limit": 100}
    with _translated():
        page = client().v1.events.list(query)
        while page.data and page.last_response is not None:
            yield from map(read.news, json.loads(page.last_response.body)["data"])
            page = page.next_page()


def read_news(body: bytes, signature: str) -> News:
    """The event of a webhook request. Raises Forged.

    The signature stands over the raw bytes; its time (wall time) may be 300 s away.
    """
    try:
        client().construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        news = read.news(event := json.loads(body))
    except (ValueError, LookupError, AttributeError, TypeError, stripe.SignatureVerificationError) as wrong:
        raise Forged from wrong
    if event.get("livemode") is not settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
        raise Forged
    if len(news.id) > LONGEST_ID or b"\\u0000" in body:  # what no table of ours can hold was not sent by the provider
        raise Forged
    return news


def _code(amount: Money) -> str:
    return str(amount.currency).lower()

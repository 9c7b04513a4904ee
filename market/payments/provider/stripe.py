"""Payments through Stripe: the pages where clients pay, refunds, events. See `port` for what each function promises."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import stripe
from django.conf import settings

from market.core.base.money import Money, cents, from_cents
from market.payments.provider import stripe_parsing as parsing
from market.payments.provider.port import InvalidWebhook
from market.payments.provider.stripe_client import call, client, currency_code, provider_errors
from market.payments.provider.types import (
    Checkout,
    CheckoutRequest,
    Payment,
    RefundRequest,
    RefundStatus,
    WebhookEvent,
)

LONGEST_ID, LONGEST_MARK = 255, 100
# What an event is about, by the beginning of its type, and the types that we list: Stripe accepts 20 at most.
SUBJECTS = {
    "checkout.session.": "checkout",
    "refund.": "refund",
    "charge.refund.": "refund",
    "charge.dispute.": "dispute",
    "account.updated": "account",
    "payout.": "payout",
}
EVENT_TYPES = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
    *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
    *("account.updated", "payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"),
)


def create_checkout(request: CheckoutRequest) -> Checkout:
    """Create the page where a client pays. The same request again returns the same page."""
    lines = [
        {
            "quantity": 1,
            "price_data": {
                "currency": currency_code(charge),
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
        call(client().v1.checkout.sessions.create, params=params, idempotency_key=request.key)
    )


def retrieve_checkout(checkout_id: str) -> Checkout:
    """Its state now."""
    return parsing.parse_checkout(call(client().v1.checkout.sessions.retrieve, checkout_id, params={}))


def capture_checkout(checkout_id: str) -> Checkout:
    """Its state now: the card's money is taken when the client pays."""
    return retrieve_checkout(checkout_id)


def expire_checkout(checkout_id: str) -> Checkout:
    """Close the page, so that it cannot be paid any more. Raises ProviderRefused if it is not open."""
    return parsing.parse_checkout(call(client().v1.checkout.sessions.expire, checkout_id, params={}))


def retrieve_payment(payment_id: str) -> Payment:
    """The payment, its charge, and the provider's fee."""
    params = {"expand": ["latest_charge.balance_transaction"]}
    intent = call(client().v1.payment_intents.retrieve, payment_id, params=params)
    charge = intent.get("latest_charge") or {}
    balance = charge.get("balance_transaction") or {}
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    received = Money(from_cents(intent.get("amount_received") or 0), intent["currency"].upper())
    provider_fee, fingerprint = from_cents(balance.get("fee", 0)), card.get("fingerprint") or ""
    return Payment(intent["id"], intent["status"], charge.get("id", ""), received, provider_fee, fingerprint)


def surplus_payments(checkout_id: str) -> list[Payment]:
    """None: a Checkout is paid once."""
    return []


def create_refund(request: RefundRequest) -> RefundStatus:
    """Refund a part of a payment, or all of it. The mark stands in its metadata, for `find_refund`."""
    params = {
        "payment_intent": request.payment_id,
        "amount": cents(request.amount.amount),
        "metadata": {"refund": request.mark},
    }
    return parsing.parse_refund(
        call(client().v1.refunds.create, params=params, idempotency_key=f"refund:{request.mark}")
    )


def find_refund(request: RefundRequest) -> RefundStatus | None:
    """The refund with that mark, if it exists."""
    refunds = call(client().v1.refunds.list, params={"payment_intent": request.payment_id, "limit": 100})["data"]
    return next(
        (parsing.parse_refund(each) for each in refunds if each["metadata"].get("refund") == request.mark), None
    )


def retrieve_refund(request: RefundRequest, refund_id: str) -> RefundStatus:
    """Its state now."""
    return parsing.parse_refund(call(client().v1.refunds.retrieve, refund_id, params={}))


def balances() -> list[Money]:
    """Our balance at the provider, available and pending together, per currency."""
    balance = call(client().v1.balance.retrieve, params={})
    sums: dict[str, Decimal] = {}
    for each in [*balance["available"], *balance["pending"]]:
        code = each["currency"].upper()
        sums[code] = sums.get(code, Decimal(0)) + from_cents(each["amount"])
    return [Money(amount, code) for code, amount in sorted(sums.items())]


def recent_events(*, since: datetime) -> Iterator[WebhookEvent]:
    """Events since an instant, newest first, delivered or not; parsed from the raw response."""
    query: Any = {"created": {"gte": int(since.timestamp())}, "types": list(EVENT_TYPES), "limit": 100}
    with provider_errors():
        page = client().v1.events.list(query)
        while page.data and page.last_response is not None:
            yield from map(_parse_event, json.loads(page.last_response.body)["data"])
            page = page.next_page()


def read_event(body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    """The event of a webhook request. Raises InvalidWebhook.

    The signature stands over the raw bytes; its time (wall time) may be 300 s away.
    """
    try:
        client().construct_event(body, headers.get("Stripe-Signature", ""), settings.STRIPE_WEBHOOK_SECRET)
        event = _parse_event(payload := json.loads(body))
    except (ValueError, LookupError, AttributeError, TypeError, stripe.SignatureVerificationError) as error:
        raise InvalidWebhook from error
    if payload.get("livemode") is not settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
        raise InvalidWebhook
    if len(event.id) > LONGEST_ID or b"\\u0000" in body:  # PostgreSQL cannot store these
        raise InvalidWebhook
    return event


def _parse_event(payload: dict[str, Any]) -> WebhookEvent:
    row, kind = payload["data"]["object"], payload["type"]
    return WebhookEvent(
        id=payload["id"],
        kind=kind,
        subject=next((subject for prefix, subject in SUBJECTS.items() if kind.startswith(prefix)), ""),
        object_id=row.get("id", ""),
        payload=payload,
        account_id=payload.get("account") or "",
        mark=str((row.get("metadata") or {}).get("refund", ""))[:LONGEST_MARK],
    )

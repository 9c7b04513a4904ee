"""API calls about payments: Checkout Sessions, PaymentIntents, Charges, Refunds, balances, Events."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q

from market.core.base import clock
from market.sandbox import actions, ledger, serializers
from market.sandbox.api import Call, get_object, paginate, retrieve_handler
from market.sandbox.errors import BadParameter
from market.sandbox.models import BalanceTransaction, Charge, Delivery, Event, PaymentIntent, Refund, Session
from market.sandbox.params import Params
from market.sandbox.serializers import Shape

# Stripe's list has no Bangla.
LOCALES = re.split(
    " ",
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru "
    "sk sl sv th tr vi zh zh-HK zh-TW",
)
SHORTEST_EXPIRY = timedelta(minutes=29)  # a minute of slack for slow callers
LONGEST_EXPIRY = timedelta(hours=24, minutes=1)
LEAST = 50

get_session = retrieve_handler(Session.objects.all(), "checkout.session", serializers.session)
get_intent = retrieve_handler(PaymentIntent.objects.all(), "payment_intent", serializers.payment_intent)
get_refund = retrieve_handler(Refund.objects.select_related("charge"), "refund", serializers.refund)


def create_session(call: Call) -> Shape:
    """POST checkout/sessions"""
    params = call.params
    params.word("mode", "payment", required=True)
    params.word("ui_mode", "hosted", "hosted_page")
    params.word("submit_type", "auto", "book", "donate", "pay")
    params.texts("payment_method_types")
    currency, items = _items(params.each("line_items", required=True))
    intent = params.within("payment_intent_data")
    columns: dict[str, Any] = {
        "success_url": _address(params, "success_url", required=True),
        "cancel_url": _address(params, "cancel_url"),
        "expires_at": _expiry(params),
        "customer_email": params.text("customer_email", most=512),
        "client_reference_id": params.text("client_reference_id", most=200),
        "locale": params.word("locale", *LOCALES),
        "metadata": params.metadata(),
        "intent_description": intent.text("description"),
        "intent_metadata": intent.metadata(),
        "transfer_group": intent.text("transfer_group", most=255),
    }
    intent.done()
    params.done()
    amount = sum(item["unit_amount"] * item["quantity"] for item in items)
    if amount < LEAST:
        raise BadParameter(
            f"The Checkout Session's total amount must convert to at least {LEAST} cents.", code="amount_too_small"
        )
    return serializers.session(actions.open_session(amount=amount, currency=currency, line_items=items, **columns))


def _items(lines: list[Params]) -> tuple[str, list[dict[str, Any]]]:
    """(currency of all lines, the items)."""
    items, currencies = [], set()
    for line in lines:
        price = line.within("price_data")
        product = price.within("product_data")
        items.append(
            {
                "name": product.text("name", required=True),
                "description": product.text("description"),
                "unit_amount": price.whole("unit_amount", required=True, least=0) or 0,
                "quantity": line.whole("quantity", required=True) or 1,
            }
        )
        product.metadata()
        currencies.add(price.text("currency", required=True).lower())
        for each in (product, price, line):
            each.done()
    if len(currencies) != 1:
        raise BadParameter("All line items must have the same currency.", param="line_items")
    return currencies.pop(), items


def _address(params: Params, name: str, *, required: bool = False) -> str:
    value = params.text(name, required=required)
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise BadParameter("Not a valid URL", code="url_invalid", param=name)
    return value


def _expiry(params: Params) -> datetime | None:
    seconds = params.whole("expires_at", least=0, most=2**40)
    if seconds is None:
        return None
    at = datetime.fromtimestamp(seconds, UTC)
    if not SHORTEST_EXPIRY <= at - clock.now() <= LONGEST_EXPIRY:
        raise BadParameter(
            "The `expires_at` timestamp must be from 30 minutes to 24 hours after Checkout Session creation.",
            param="expires_at",
        )
    return at


def list_sessions(call: Call) -> Shape:
    """GET checkout/sessions"""
    return paginate(
        call, Session.objects.all(), serializers.session, payment_intent_id="payment_intent", status="status"
    )


def expire_session(call: Call, key: str) -> Shape:
    """POST checkout/sessions/{id}/expire"""
    call.params.done()
    get_object(Session.objects.all(), "checkout.session", key)
    return serializers.session(actions.expire_session(key))


def list_intents(call: Call) -> Shape:
    """GET payment_intents"""
    return paginate(call, PaymentIntent.objects.all(), serializers.payment_intent)


def get_charge(call: Call, key: str) -> Shape:
    """GET charges/{id}"""
    call.params.done()
    return serializers.charge(get_object(Charge.objects.filter(ledger.owned_by(call.account)), "charge", key))


def list_charges(call: Call) -> Shape:
    """GET charges"""
    rows = Charge.objects.filter(ledger.owned_by(call.account))
    return paginate(call, rows, serializers.charge, payment_intent_id="payment_intent", transfer_group="transfer_group")


def create_refund(call: Call) -> Shape:
    """POST refunds"""
    params = call.params
    charge_key, intent_key = params.text("charge"), params.text("payment_intent")
    amount = params.whole("amount")
    reason = params.word("reason", "duplicate", "fraudulent", "requested_by_customer")
    metadata = params.metadata()
    params.done()
    charges = Charge.objects.select_for_update(of=("self",), no_key=True).filter(account=None)
    if charge_key:
        charge = get_object(charges, "charge", charge_key, "charge")
    elif intent_key:
        intent = get_object(PaymentIntent.objects.all(), "payment_intent", intent_key, "payment_intent")
        charge = get_object(charges, "charge", intent.latest_charge_key, "payment_intent")
    else:
        raise BadParameter(
            "One of the following params should be provided for this request: payment_intent or charge.",
            code="parameter_missing",
        )
    return serializers.refund(actions.create_refund(charge, amount=amount, reason=reason, metadata=metadata))


def list_refunds(call: Call) -> Shape:
    """GET refunds"""
    rows = Refund.objects.select_related("charge")
    return paginate(call, rows, serializers.refund, charge_id="charge", charge__payment_intent_id="payment_intent")


def get_balance(call: Call) -> Shape:
    """GET balance"""
    call.params.done()
    sums = ledger.balance(call.account)
    available, pending = (
        [
            {"amount": pair[index], "currency": currency, "source_types": {"card": pair[index]}}
            for currency, pair in sums.items()
        ]
        for index in (0, 1)
    )
    reserved = [{"amount": 0, "currency": currency} for currency in sums]
    return {
        "object": "balance",
        "available": available,
        "connect_reserved": reserved,
        "livemode": False,
        "pending": pending,
    }


def get_line(call: Call, key: str) -> Shape:
    """GET balance_transactions/{id}"""
    call.params.done()
    rows = BalanceTransaction.objects.filter(ledger.owned_by(call.account))
    return serializers.balance_transaction(get_object(rows, "balance transaction", key))


def list_lines(call: Call) -> Shape:
    """GET balance_transactions"""
    rows = BalanceTransaction.objects.filter(ledger.owned_by(call.account))
    filters = {"payout_id": "payout", "source": "source", "kind": "type", "currency": "currency"}
    return paginate(call, rows, serializers.balance_transaction, **filters)


def get_event(call: Call, key: str) -> Shape:
    """GET events/{id}"""
    call.params.done()
    return serializers.event(get_object(_events(call), "event", key))


def list_events(call: Call) -> Shape:
    """GET events: of the platform, or of the connected account of the call; 30 days back, as at Stripe."""
    rows = _events(call).filter(created__gte=clock.now() - timedelta(days=30))
    if kinds := call.params.texts("types"):
        rows = rows.filter(kind__in=kinds)
    delivered = call.params.flag("delivery_success")
    if delivered is not None:
        done = Delivery.objects.filter(state=Delivery.State.DELIVERED).values("event_id")
        rows = rows.filter(Q(id__in=done) if delivered else ~Q(id__in=done))
    return paginate(call, rows, serializers.event, kind="type")


def _events(call: Call) -> Any:
    return Event.objects.filter(account_key=call.account).prefetch_related("deliveries")

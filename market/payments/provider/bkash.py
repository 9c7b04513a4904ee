"""bKash's tokenised checkout (v1.2.0-beta; refunds by v2), as the port `PayIn` has it.

A payment is created, the client agrees to it on bKash's page, and only then it is executed: by us. So nothing is ever
paid on a page that we have given up, though bKash closes none. What the redirect to us says is not looked at: the state
is asked for. An instant of bKash, and of notifications, is wall time; how old a payment is, is the site's.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.conf import settings

from market.core.base import past, site_keys
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import LARGEST, Money, rounded
from market.payments.provider import bkash_parsing as parsing
from market.payments.provider import bkash_refunds, bkash_token, sns
from market.payments.provider.bkash_http import MOVING, NO_ENTRY, Answer, exchange, require_success
from market.payments.provider.port import InvalidWebhook, ProviderRefused
from market.payments.provider.types import (
    Checkout,
    CheckoutRequest,
    Payment,
    RefundRequest,
    RefundStatus,
    WebhookEvent,
)

log = logging.getLogger(__name__)
V1, V2 = "/v1.2.0-beta/tokenized/checkout", "/v2/tokenized-checkout"
CURRENCY = "BDT"
INVOICE_EXISTS = ("2029", "2031")
EXECUTED_BEFORE = ("2062", "2068", "2117")
NO_REFUNDS = re.compile(r"\b(no refunds?|refunds? (was |were )?not found)\b", re.IGNORECASE)
INVALID_AMOUNT, INVALID_CURRENCY = "2006", "2007"
LOW_BALANCE = "2023"  # of whoever pays: at a refund, of us
LONGEST_ID = 255
STORED = (  # of a notification: what names no person
    "dateTime",
    "trxID",
    "transactionStatus",
    "transactionType",
    "amount",
    "currency",
    "merchantInvoiceNumber",
)
WALLET_DIGITS = 11  # 01XXXXXXXXX, without the country's code


def limits() -> tuple[Decimal, Decimal]:
    """The smallest and the largest payment, in taka."""
    return settings.BKASH_SMALLEST, settings.BKASH_LARGEST or LARGEST


def create_checkout(request: CheckoutRequest) -> Checkout:
    """Create a payment and the page where a client agrees to it. The same request again makes another page: of all of
    them only that one is paid whose id is executed."""
    _require_payable(request.charge)
    invoice = f"{request.reference}-{sha256(request.key.encode()).hexdigest()[:8]}"
    try:
        return _create(request, invoice)
    except ProviderRefused as refused:
        if refused.code not in INVOICE_EXISTS:
            raise
    return _create(request, invoice + token_hex(2))


def _create(request: CheckoutRequest, invoice: str) -> Checkout:
    payload = {
        "mode": "0011",
        "payerReference": request.reference,
        "callbackURL": request.success_url,
        "amount": f"{request.charge.amount:.2f}",
        "currency": CURRENCY,
        "intent": "sale",
        "merchantInvoiceNumber": invoice,
    }
    page = parsing.parse_checkout(_call(f"{V1}/create", payload))
    if not page.url:
        raise ProviderUnavailable
    return page


def _require_payable(charge: Money) -> None:
    smallest, largest = limits()
    if str(charge.currency) != CURRENCY:
        raise ProviderRefused(INVALID_CURRENCY, "bKash takes taka only.")
    if not smallest <= charge.amount <= largest:
        raise ProviderRefused(INVALID_AMOUNT, f"bKash takes payments from {smallest} to {largest} taka.")


def retrieve_checkout(checkout_id: str) -> Checkout:
    """Its state now. `expired` once it is a day old: bKash executes it no more."""
    return parsing.parse_checkout(_query(checkout_id))


def created_at(checkout_id: str) -> datetime:
    """When it was created, by bKash's clock."""
    with parsing.readable():
        return parsing.parse_instant(_query(checkout_id)["paymentCreateTime"])


def capture_checkout(checkout_id: str) -> Checkout:
    """Execute a payment to which the client agreed. A payment is executed once, however often this is called; whenever
    the answer is not plain, its state is asked for. ProviderRefused: no money moved, and on this page none will."""
    try:
        return parsing.parse_checkout(_call(f"{V1}/execute", {"paymentID": checkout_id}, seconds=MOVING))
    except (ProviderUnavailable, ProviderRefused) as failed:
        page = retrieve_checkout(checkout_id)
        if page.is_paid:
            return page
        if isinstance(failed, ProviderRefused) and failed.code in EXECUTED_BEFORE:
            raise ProviderUnavailable from failed  # it is said to be done, and the query does not know it yet
        raise


def expire_checkout(checkout_id: str) -> Checkout:
    """Give a payment up: its page stays, but we execute it no more. Raises ProviderRefused if it is paid."""
    page = retrieve_checkout(checkout_id)
    if page.is_paid:
        raise ProviderRefused(EXECUTED_BEFORE[0], "The payment has already been completed.")
    return replace(page, status="expired")


def retrieve_payment(payment_id: str) -> Payment:
    """The payment, with the fee as MARKET_BKASH_FEE_PERCENT has it, since bKash does not name it."""
    answer = _query(payment_id)
    with parsing.readable():
        is_paid = parsing.is_completed(answer)
        amount = parsing.parse_amount(answer["amount"], answer["currency"])
        transaction = answer["trxID"] if is_paid else ""
    return Payment(
        id=payment_id,
        status="succeeded" if is_paid else "pending",
        charge_id=transaction,
        received=amount if is_paid else Money(Decimal("0.00"), amount.currency),
        fee=rounded(amount.amount * settings.BKASH_FEE_PERCENT / 100) if is_paid else Decimal("0.00"),
        card=_wallet_mark(answer, transaction) if is_paid else "",
    )


def _wallet_mark(answer: Answer, transaction: str) -> str:
    """The keyed digest of the payer's wallet number, which is not stored itself."""
    number = _wallet_in(answer) or _wallet_in(_transaction(transaction))
    digits = "".join(filter(str.isdigit, number))[-WALLET_DIGITS:]
    return site_keys.digest(site_keys.WALLETS, digits) if digits else ""


def _wallet_in(answer: Answer) -> str:
    return str(answer.get("customerMsisdn") or answer.get("payerAccount") or "")


def _transaction(number: str) -> Answer:
    """A transaction, or nothing where bKash does not show it, or not now: no payment waits for that."""
    try:
        return _call(f"{V1}/general/searchTransaction", {"trxID": number})
    except (ProviderRefused, ProviderUnavailable):
        return {}


def surplus_payments(checkout_id: str) -> list[Payment]:
    """None: a payment is executed once."""
    return []


def create_refund(request: RefundRequest) -> RefundStatus:
    """Send a part of a payment back, or all of it; a payment can have several refunds. The same request again makes no
    second one: before and after, bKash's list is asked for it (see `bkash_refunds`). Too little money of ours there
    may pass."""
    payload = {
        "paymentId": request.payment_id,
        "trxId": request.charge_id,
        "refundAmount": f"{request.amount.amount:.2f}",
        "sku": request.mark,
        "reason": f"Refund {request.mark}",
    }
    with bkash_refunds.in_turn(request):
        if existing := _find_refund(request):
            return existing
        try:
            return parsing.parse_refund(_call(f"{V2}/refund/payment/transaction", payload, seconds=MOVING))
        except ProviderUnavailable:
            if existing := _find_refund(request):
                return existing
            raise
        except ProviderRefused as refused:
            if refused.code != LOW_BALANCE:
                raise
            log.error("bKash holds too little of ours for refund %s: pay some in", request.mark)
            raise ProviderUnavailable from refused


def find_refund(request: RefundRequest) -> RefundStatus | None:
    """The refund of this request, if bKash made it. Raises ProviderUnavailable while that cannot be told."""
    bkash_refunds.require_turn(request)
    return _find_refund(request)


def _find_refund(request: RefundRequest) -> RefundStatus | None:
    return bkash_refunds.own_refund(request, _listed_refunds(request))


def retrieve_refund(request: RefundRequest, refund_id: str) -> RefundStatus:
    """Its state now. One that the list lacks is not said to have failed: raises ProviderUnavailable."""
    listed = next((each.status for each in _listed_refunds(request) if each.status.id == refund_id), None)
    if listed is None:
        raise ProviderUnavailable
    return listed


def _listed_refunds(request: RefundRequest) -> list[parsing.ListedRefund]:
    """The refunds of a payment. A refusal tells nothing of them, unless it says that there are none."""
    payload = {"paymentId": request.payment_id, "trxId": request.charge_id}
    try:
        return parsing.parse_refunds(_call(f"{V2}/refund/payment/status", payload))
    except ProviderRefused as refused:
        if NO_REFUNDS.search(str(refused)):
            return []
        raise ProviderUnavailable from refused


def balances() -> list[Money] | None:
    """None: bKash does not tell."""
    return None


def recent_events(*, since: datetime) -> Iterator[WebhookEvent]:
    """None: bKash keeps no list."""
    return iter(())


def read_event(body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    """The event of a notification by Amazon SNS (see `sns`). Raises InvalidWebhook, ProviderUnavailable.

    bKash's notifications do not have the paymentID: `object_id` is empty, and `mark` is our own number of the Checkout.
    Of the payer nothing is stored. A confirmation of our topic is confirmed here.
    """
    if not settings.BKASH_TOPIC_ARN or b"\\u0000" in body:  # PostgreSQL cannot store that
        raise InvalidWebhook
    message = sns.verified(body, topic=settings.BKASH_TOPIC_ARN, origin=_sns_origin())
    kind, key = message["Type"], message["MessageId"]
    if len(key) > LONGEST_ID:
        raise InvalidWebhook
    if kind == "SubscriptionConfirmation":
        sns.confirm(message, topic=settings.BKASH_TOPIC_ARN, origin=_sns_origin())
        log.warning("the notifications of bKash are confirmed: %s", settings.BKASH_TOPIC_ARN)
    if kind != "Notification":
        return WebhookEvent(key, kind, "", "", {"TopicArn": message["TopicArn"]})
    payload = _notice(message["Message"])
    mark = parsing.reference_of(str(payload.get("merchantInvoiceNumber") or ""))
    return WebhookEvent(
        key, str(payload.get("transactionStatus") or kind)[:100], "checkout" if mark else "", "", payload, mark=mark
    )


def _notice(text: str) -> dict[str, Any]:
    try:
        notice = json.loads(text)
    except ValueError as wrong:
        raise InvalidWebhook from wrong
    if not isinstance(notice, dict):
        raise InvalidWebhook
    return {name: str(notice[name])[:LONGEST_ID] for name in STORED if notice.get(name) is not None}


def _sns_origin() -> str:
    """Where the topic's certificates and confirmations are: the host of its region, or the stand-in."""
    if settings.BKASH_IS_STAND_IN:
        return f"{past.bkash_address()}/sns"
    return sns.origin_of(settings.BKASH_TOPIC_ARN)


def _query(payment_id: str) -> Answer:
    return _call(f"{V1}/payment/status", {"paymentID": payment_id})


def _call(path: str, payload: dict[str, str], *, seconds: float | None = None) -> Answer:
    """The answer to a call, within TIMEOUT or so many seconds; with a new token if bKash does not take ours."""
    for _attempt in range(2):
        token = bkash_token.current()
        headers = {"Authorization": token, "X-APP-Key": settings.BKASH_APP_KEY}
        status, answer = exchange(past.bkash_address() + path, payload, headers, seconds=seconds)
        if status not in NO_ENTRY:
            return require_success(status, answer)
        bkash_token.discard(token)
    log.error("bKash does not take a new token: %s %s", status, answer.get("message"))
    raise ProviderUnavailable

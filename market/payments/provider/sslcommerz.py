"""SSLCOMMERZ (v4), by which clients in Bangladesh pay in taka: card, mobile wallet or bank. A `port.PayIn`.

What it asks and answers is published at https://developer.sslcommerz.com/doc/v4/. A page is a session of a `tran_id`
of ours, which is the checkout's id. A try to pay is a transaction; `val_id` names one that was paid. Nothing that a
browser or a notification brings is believed: `retrieve_checkout` asks for the transactions of the number, and has the
payment validated, which SSLCOMMERZ demands. What was asked for stands in `value_b`, signed by us
(`sslcommerz_signing`).

A payment is what was asked for only if number, amount and currency are. Otherwise, and where `value_b` cannot be read,
the checkout is `complete` without `is_paid`: `payment_id` and `charged` say what came. There is nothing to capture, and
a page cannot be closed: it may be paid late, and, where its making was asked for twice, twice (`surplus_payments`).

`is_suspect`: they ask for a look at the payer first (risk_level 1). An operator looks at the payment in their merchant
panel. Once it is approved there it counts; else an operator records or refunds it in the administration.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from market.core.base import clock, http_client, past
from market.core.base.errors import ProviderUnavailable
from market.payments.provider import sslcommerz_parsing as parsing
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.port import TIMEOUT, InvalidWebhook, PayIn, ProviderRefused
from market.payments.provider.types import (
    Checkout,
    CheckoutRequest,
    Payment,
    RefundRequest,
    RefundStatus,
    WebhookEvent,
)

if TYPE_CHECKING:
    from market.payments.provider import sslcommerz as this_module

    _: PayIn = this_module

log = logging.getLogger(__name__)
SESSIONS = "/gwprocess/v4/api.php"
VALIDATION = "/validator/api/validationserverAPI.php"
TRANSACTIONS = "/validator/api/merchantTransIDvalidationAPI.php"
NOTIFIED = "/webhooks/sslcommerz/"
LEAST, MOST = Decimal("10.00"), Decimal("500000.00")  # what one payment can be
MOST_READ = 64 * 1024  # bytes of an answer
LONGEST_EMAIL, LONGEST_NAME = 50, 255
BAD_STORE = "Store Credential"  # how the reason begins where they do not know the store or its password
LOW_BALANCE = re.compile(r"insufficient|(low|not enough) .*(balance|fund)", re.IGNORECASE)  # they name no code
STORED = (
    "tran_id",
    "val_id",
    "status",
    "bank_tran_id",
    "amount",
    "currency",
    "store_amount",
    "tran_date",
    "risk_level",
)
UNKNOWN = "-"  # for what they demand of the payer's address, and we do not know or do not tell


def create_checkout(request: CheckoutRequest) -> Checkout:
    """Create the page where a client pays. The same request again makes another page under the same id."""
    charge = request.charge
    if str(charge.currency) != parsing.CURRENCY or not LEAST <= charge.amount <= MOST:
        raise ProviderRefused("amount", f"{charge} is not between {LEAST} and {MOST} {parsing.CURRENCY}.")
    tran_id = signing.make_tran_id(request.reference, request.key)
    answer = _call("POST", SESSIONS, _session_fields(tran_id, request))
    url, reason = str(answer.get("GatewayPageURL") or ""), str(answer.get("failedreason") or "")
    if answer.get("status") != "SUCCESS" or not url:
        if not reason or reason.startswith(BAD_STORE):
            raise _unavailable(reason or "a session without a page")
        raise ProviderRefused("session", reason)
    return Checkout(tran_id, url, "open", False, "", charge, request.reference)


def retrieve_checkout(checkout_id: str) -> Checkout:
    """Its state now. The address of its page is not told again."""
    with _understood():
        rows = parsing.parse_list(_query(tran_id=checkout_id), checkout_id)
        paid = sorted((row for row in rows if row.is_paid), key=lambda row: not row.is_expected)
        validated = (_validated(row.val_id, checkout_id) for row in paid)
        first = next((row for row in validated if row is not None), None)
        if paid and first is None:
            raise parsing.NotUnderstood(f"{checkout_id} is paid, but not validated")
        return parsing.make_checkout(checkout_id, rows, first, clock.now())


def capture_checkout(checkout_id: str) -> Checkout:
    """Its state now: what is paid is taken already."""
    return retrieve_checkout(checkout_id)


def expire_checkout(checkout_id: str) -> Checkout:
    """Its state, `expired` where nothing was paid: they close no page, so that it may still be paid. Raises
    ProviderRefused if it is paid."""
    page = retrieve_checkout(checkout_id)
    if page.status == "complete":
        raise ProviderRefused("paid", f"The payment {checkout_id} has come.")
    return replace(page, status="expired")


def retrieve_payment(payment_id: str) -> Payment:
    """A payment by its `val_id`, with what they keep of it. Raises ProviderRefused if it is not paid."""
    with _understood():
        row = _validated(payment_id)
        if row is None:
            raise ProviderRefused("not_valid", f"{payment_id} is no payment that counts.")
        return parsing.make_payment(row)


def surplus_payments(checkout_id: str) -> list[Payment]:
    """All payments of it that count, the first one first; the caller knows which one it recorded."""
    with _understood():
        rows = parsing.parse_list(_query(tran_id=checkout_id), checkout_id)
        validated = [_validated(row.val_id, checkout_id) for row in rows if row.is_paid]
        return [parsing.make_payment(row) for row in validated if row is not None]


def create_refund(request: RefundRequest) -> RefundStatus:
    """Send money back. "success" there means that the refund has begun; the same request again is answered with
    "processing", and begins none. Too little money of ours there may pass."""
    number = refund_number(request)
    answer = _query(
        bank_tran_id=request.charge_id,
        refund_trans_id=number,
        refund_amount=str(request.amount.amount),
        refund_remarks=f"Refund {request.mark}",
        refe_id=number,
    )
    status, refund_id = str(answer.get("status") or "").lower(), str(answer.get("refund_ref_id") or "")
    if status == "failed":
        reason = str(answer.get("errorReason") or "")
        if LOW_BALANCE.search(reason):
            log.error("SSLCOMMERZ holds too little of ours for refund %s: %s", number, reason)
            raise ProviderUnavailable
        raise ProviderRefused("failed", f"{reason} (refund_trans_id {number})".strip())
    if status not in ("success", "processing") or not refund_id:
        raise _unavailable(f"refund {number}: {status} without its number")
    return RefundStatus(refund_id, "pending", "")


def refund_number(request: RefundRequest) -> str:
    """Our number of a refund there (`refund_trans_id`): the same as long as payment and mark are, whatever becomes of
    our keys."""
    return f"{request.mark}-{hashlib.sha256(request.charge_id.encode()).hexdigest()[:12]}"[: signing.LONGEST_TRAN_ID]


def find_refund(request: RefundRequest) -> None:
    """None: they tell of a refund only by their own number. `create_refund` finds it, since ours makes only one."""


def retrieve_refund(request: RefundRequest, refund_id: str) -> RefundStatus:
    """Its state now."""
    with _understood():
        answer = _query(refund_ref_id=refund_id)
        if str(answer.get("bank_tran_id") or "") != request.charge_id:
            raise parsing.NotUnderstood(f"refund {refund_id} of another payment")
        return replace(parsing.parse_refund(answer), id=refund_id)


def balances() -> None:
    """None: they do not tell."""


def recent_events(*, since: datetime) -> Iterator[WebhookEvent]:
    """None: they keep no list."""
    return iter(())


def read_event(body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    """The event of a notification (IPN). Raises InvalidWebhook.

    No time is signed, so an old one can be brought again: it has the same id, and makes us ask for the truth at most.
    Only signed fields are looked at, and of them what names no person is stored.
    """
    if not settings.SSLCOMMERZ_STORE_PASSWORD:  # anybody could sign with none
        raise InvalidWebhook
    fields = signing.read_signed(body, settings.SSLCOMMERZ_STORE_PASSWORD)
    payload = {name: fields[name][:LONGEST_NAME] for name in STORED if name in fields}
    if "\0" in "".join(payload.values()):  # PostgreSQL cannot store it
        raise InvalidWebhook
    tran_id, status = payload["tran_id"], payload["status"]
    reference = signing.reference_of(tran_id)
    named = "|".join((tran_id, payload.get("val_id", ""), status))
    return WebhookEvent(
        id=f"sslcommerz_{hashlib.sha256(named.encode()).hexdigest()[:40]}",
        kind=f"ipn.{status.lower()}"[:60],
        subject="checkout" if reference else "",
        object_id=tran_id,
        payload=payload,
        mark=reference,
    )


def _session_fields(tran_id: str, request: CheckoutRequest) -> dict[str, str]:
    back = signing.origin_of(request.success_url) + reverse("sslcommerz_return", args=["OUTCOME"])
    is_short = len(request.email) <= LONGEST_EMAIL
    return {
        "total_amount": str(request.charge.amount),
        "currency": parsing.CURRENCY,
        "tran_id": tran_id,
        "success_url": back.replace("OUTCOME", "paid"),
        "fail_url": back.replace("OUTCOME", "failed"),
        "cancel_url": back.replace("OUTCOME", "cancelled"),
        "ipn_url": settings.SITE_URL + NOTIFIED,
        "emi_option": "0",
        "cus_name": f"Client {request.reference}",
        "cus_email": request.email if is_short else parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        **dict.fromkeys(("cus_add1", "cus_city", "cus_postcode", "cus_phone"), UNKNOWN),
        "cus_country": "Bangladesh",
        "shipping_method": "NO",
        "num_of_item": "1",
        "product_name": ", ".join(title for title, _amount in request.lines)[:LONGEST_NAME] or request.reference,
        "product_category": "service",
        "product_profile": "non-physical-goods",
        "value_a": signing.sign_returns(request.success_url, request.cancel_url),
        "value_b": signing.sign_expected(tran_id, signing.Expected(request.charge, request.expires_at)),
    }


def _validated(val_id: str, tran_id: str = "") -> parsing.Transaction | None:
    """What the validation says of a payment; None if it does not count, or is of another number than `tran_id`."""
    answer = _call("GET", VALIDATION, {"val_id": val_id, "v": "1", "format": "json"})
    if answer.get("APIConnect") in ("FAILED", "INACTIVE") or not answer.get("status"):
        raise _unavailable(f"validation: APIConnect {answer.get('APIConnect')}")
    row = parsing.parse_transaction(answer)
    is_same = row.val_id == val_id and tran_id in ("", row.tran_id)
    return row if row.is_paid and is_same else None


def _query(**fields: str) -> dict[str, Any]:
    """Ask of transactions and refunds; both have one address. Raises ProviderRefused, ProviderUnavailable."""
    answer = _call("GET", TRANSACTIONS, {**fields, "v": "1", "format": "json"})
    connected = str(answer.get("APIConnect") or "")
    if connected == "INVALID_REQUEST":
        raise ProviderRefused(connected, str(answer.get("errorReason") or "The request is not valid."))
    if connected != "DONE":  # FAILED: the store or its password is wrong; INACTIVE: the store is closed
        raise _unavailable(f"APIConnect {connected}")
    return answer


def _call(method: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
    """The answer to a call of their API. Raises ProviderUnavailable."""
    store = {"store_id": settings.SSLCOMMERZ_STORE_ID, "store_passwd": settings.SSLCOMMERZ_STORE_PASSWORD}
    url, sent = past.sslcommerz_address() + path, urlencode({**fields, **store})
    headers = {"Accept": "application/json", "User-Agent": "AmarKaj/1.0"}
    try:
        if method == "GET":
            came = http_client.get(f"{url}?{sent}", headers, allow=lambda place: True, deadline=TIMEOUT, keep=MOST_READ)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            came = http_client.post(
                url, sent.encode(), headers, allow=lambda place: True, deadline=TIMEOUT, keep=MOST_READ
            )
        answer: Any = json.loads(came.body, parse_float=Decimal) if came.status == 200 else None
    except (http_client.Unanswered, ValueError) as error:
        raise _unavailable(str(error)) from None  # the address, with the password in it, may stand behind the error
    if not isinstance(answer, dict):
        raise _unavailable(f"HTTP {came.status}")
    return answer


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except parsing.NotUnderstood as error:
        raise _unavailable(str(error)) from error


def _unavailable(why: str) -> ProviderUnavailable:
    log.warning("SSLCOMMERZ did not answer as it should: %s", why)
    return ProviderUnavailable()

"""The calls of bKash's API: create, execute and query a payment, search a transaction, refund. Each takes the fields of
the request and returns those of the answer, as published.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from market.sandbox.actions import page_origin
from market.sandbox.bkash import actions
from market.sandbox.bkash.errors import BkashError, GatewayError
from market.sandbox.bkash.faults import planned
from market.sandbox.bkash.models import BkashPayment, BkashRefund
from market.sandbox.bkash.notices import DHAKA
from market.sandbox.models import Fault

Fields = dict[str, Any]
AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?")
SHORT_CODE = "50022"


def create_payment(fields: Fields) -> Fields:
    """A payment and the page where somebody agrees to it."""
    if missing := {"mode", "payerReference", "callbackURL", "amount", "currency", "intent"} - fields.keys():
        raise BkashError("2048" if "payerReference" in missing else "2065")
    for name, value, code in (("mode", "0011", "2063"), ("currency", "BDT", "2007"), ("intent", "sale", "2008")):
        if fields[name] != value:
            raise BkashError(code)
    if urlsplit(str(fields["callbackURL"])).scheme not in ("http", "https"):
        raise BkashError("2049")
    invoice = str(fields.get("merchantInvoiceNumber") or "")
    if not 0 < len(invoice) <= 255 or set(invoice) & set("<>&"):
        raise BkashError("2031")
    payment = actions.create_payment(
        amount=parse_amount(fields["amount"]),
        invoice=invoice,
        payer_reference=str(fields["payerReference"])[:255],
        callback_url=str(fields["callbackURL"]),
    )
    page = page_origin(payment.callback_url) + reverse("sandbox_bkash_page", args=[payment.payment_id])
    return {
        "paymentID": payment.payment_id,
        "bkashURL": page,
        "callbackURL": payment.callback_url,
        "successCallbackURL": callback(payment, "success"),
        "failureCallbackURL": callback(payment, "failure"),
        "cancelledCallbackURL": callback(payment, "cancel"),
        "amount": f"{payment.amount:.2f}",
        "intent": "sale",
        "currency": "BDT",
        "paymentCreateTime": stamp(payment.created),
        "transactionStatus": "Initiated",
        "merchantInvoiceNumber": payment.invoice,
    }


def execute_payment(fields: Fields) -> Fields:
    """Take the money of a payment to which the payer agreed."""
    payment = actions.execute_payment(_payment(fields, "paymentID").payment_id)
    return {
        "paymentID": payment.payment_id,
        "payerReference": payment.payer_reference,
        "customerMsisdn": payment.wallet,
        "trxID": payment.trx_id,
        "amount": f"{payment.amount:.2f}",
        "transactionStatus": "Completed",
        "paymentExecuteTime": stamp(payment.executed_at),
        "currency": "BDT",
        "intent": "sale",
        "merchantInvoiceNumber": payment.invoice,
    }


def query_payment(fields: Fields) -> Fields:
    """The state of a payment: “Initiated” until it is paid, whatever happened before."""
    payment = _payment(fields, "paymentID")
    is_paid = payment.state == BkashPayment.State.COMPLETED
    is_verified = payment.state not in (BkashPayment.State.INITIATED, BkashPayment.State.ENDED)
    executed = {"paymentExecuteTime": stamp(payment.executed_at), "trxID": payment.trx_id} if is_paid else {}
    return {
        "paymentID": payment.payment_id,
        "mode": "0011",
        "paymentCreateTime": stamp(payment.created),
        **executed,
        "amount": f"{payment.amount:.2f}",
        "currency": "BDT",
        "intent": "sale",
        "merchantInvoice": payment.invoice,
        "transactionStatus": "Completed" if is_paid else "Initiated",
        "verificationStatus": "Complete" if is_verified else "Incomplete",
        "payerReference": payment.payer_reference,
    }


def search_transaction(fields: Fields) -> Fields:
    """A payment by its transaction's number, with who paid."""
    payment = BkashPayment.objects.filter(trx_id=str(fields.get("trxID") or "-")).first()
    if payment is None:
        raise BkashError("2033")
    return {
        "trxID": payment.trx_id,
        "initiationTime": stamp(payment.executed_at),
        "completedTime": stamp(payment.executed_at),
        "transactionType": "bKash Tokenized Checkout via API",
        "customerMsisdn": payment.wallet,
        "transactionStatus": "Completed",
        "amount": f"{payment.amount:.2f}",
        "currency": "BDT",
        "organizationShortCode": SHORT_CODE,
    }


def refund_payment(fields: Fields) -> Fields:
    """Send a part of a payment back, or all of it."""
    if not {"paymentId", "trxId", "refundAmount", "sku", "reason"} <= fields.keys():
        raise GatewayError(400, "Invalid request body")
    payment, amount = _paid(fields), parse_amount(fields["refundAmount"])
    if planned(Fault.Kind.BKASH_REFUND_REFUSED):
        raise BkashError("2072")
    refund = actions.create_refund(
        payment.payment_id,
        amount=amount,
        sku=str(fields["sku"])[:255],
        reason=str(fields["reason"])[:255],
    )
    return {
        "originalTrxId": payment.trx_id,
        "originalTrxAmount": f"{payment.amount:.2f}",
        **_refund(refund),
        "currency": "BDT",
        "sku": refund.sku,
        "reason": refund.reason,
    }


def list_refunds(fields: Fields) -> Fields:
    """All refunds of a payment. What was sent along with them is not among it."""
    payment = _paid(fields)
    return {
        "originalTrxId": payment.trx_id,
        "originalTrxAmount": f"{payment.amount:.2f}",
        "originalTrxCompletedTime": stamp(payment.executed_at),
        "refundTransactions": [_refund(each) for each in payment.refunds.all()],
    }


def callback(payment: BkashPayment, status: str) -> str:
    """The address to which a payer is led back."""
    joint = "&" if urlsplit(payment.callback_url).query else "?"
    query = urlencode({"paymentID": payment.payment_id, "status": status, "apiVersion": "1.2.0-beta"})
    return f"{payment.callback_url}{joint}{query}"


def stamp(instant: datetime | None) -> str:
    """An instant as bKash writes it: 2026-11-30T20:15:04:120 GMT+0600."""
    if instant is None:
        return ""
    there = instant.astimezone(DHAKA)
    return f"{there:%Y-%m-%dT%H:%M:%S}:{there.microsecond // 1000:03} GMT+0600"


def _refund(refund: BkashRefund) -> Fields:
    return {
        "refundTrxId": refund.trx_id,
        "refundTransactionStatus": "Completed" if actions.is_complete(refund) else "Initiated",
        "refundAmount": f"{refund.amount:.2f}",
        "completedTime": stamp(refund.completes_at),
    }


def parse_amount(text: Any) -> Decimal:
    """An amount as bKash takes it. Raises BkashError."""
    if not isinstance(text, str) or not AMOUNT.fullmatch(text) or Decimal(text) < 1:
        raise BkashError("2006")
    return Decimal(text)


def _payment(fields: Fields, name: str) -> BkashPayment:
    payment = BkashPayment.objects.filter(payment_id=str(fields.get(name) or "")).first()
    if payment is None:
        raise BkashError("2002")
    return payment


def _paid(fields: Fields) -> BkashPayment:
    payment = _payment(fields, "paymentId")
    if payment.state != BkashPayment.State.COMPLETED or payment.trx_id != fields.get("trxId"):
        raise BkashError("2033")
    return payment

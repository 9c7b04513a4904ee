"""bKash's answers as `types`. Its amounts are texts such as “1050.50”, its instants are of Dhaka."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money, rounded
from market.payments.provider.bkash_http import Answer
from market.payments.provider.types import Checkout, RefundStatus

LIFETIME = timedelta(hours=24)  # of a payment that is not executed
WAITING = ("initiated", "authorized")
FAILED = ("failed", "cancelled", "canceled", "declined", "rejected", "expired")
# 2026-11-30T20:15:04:120 GMT+0600, with a colon or a point before the thousandths.
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[:.](\d{1,6}))?(?: ?GMT)?([+-])(\d\d):?(\d\d)")
REFERENCE = re.compile(r"(.+)-[0-9a-f]{8,16}")


@contextmanager
def readable() -> Iterator[None]:
    """An answer that lacks what it must have tells nothing: raise ProviderUnavailable."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation) as wrong:
        raise ProviderUnavailable from wrong


def parse_checkout(answer: Answer) -> Checkout:
    """The state of a payment, of the answer to create, execute or query."""
    with readable():
        is_paid = is_completed(answer)
        return Checkout(
            id=answer["paymentID"],
            url=answer.get("bkashURL") or "",
            status="complete" if is_paid else _state_before_payment(answer),
            is_paid=is_paid,
            payment_id=answer["paymentID"] if is_paid else "",
            charged=parse_amount(answer["amount"], answer["currency"]),
            reference=reference_of(answer.get("merchantInvoiceNumber") or answer.get("merchantInvoice") or ""),
        )


def _state_before_payment(answer: Answer) -> str:
    begun = str(answer.get("paymentCreateTime") or "")
    is_old = begun and parse_instant(begun) <= clock.now() - LIFETIME
    if is_old or answer["transactionStatus"].lower() not in WAITING:
        return "expired"
    verified = answer.get("userVerificationStatus") or answer.get("verificationStatus") or ""
    return "authorized" if verified.lower() == "complete" else "open"


def is_completed(answer: Answer) -> bool:
    """Whether the money has moved."""
    return bool(answer["transactionStatus"].lower() == "completed")


def parse_amount(text: str, currency: str) -> Money:
    """An amount of two places."""
    return Money(rounded(Decimal(text)), currency)


def parse_instant(text: str) -> datetime:
    """An instant as bKash writes it. Raises ValueError."""
    match = INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    plain, fraction, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    zone = timezone(-offset if sign == "-" else offset)
    return datetime.fromisoformat(f"{plain}.{(fraction or '0').ljust(6, '0')}").replace(tzinfo=zone)


def reference_of(invoice: str) -> str:
    """Our own number in a merchantInvoiceNumber: "" where it is none of ours."""
    match = REFERENCE.fullmatch(invoice)
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class ListedRefund:
    """A refund in bKash's list of a payment's. `mark`: what we sent as `sku`, where the list repeats it."""

    amount: Decimal
    status: RefundStatus
    mark: str


def parse_refund(answer: Answer) -> RefundStatus:
    """The answer to a refund, or one of the list."""
    with readable():
        state = str(answer["refundTransactionStatus"])
        is_failed = state.lower() in FAILED
        status = "succeeded" if state.lower() == "completed" else "failed" if is_failed else "pending"
        return RefundStatus(answer["refundTrxId"], status, f"bKash: {state}" if is_failed else "")


def parse_refunds(answer: Answer) -> list[ListedRefund]:
    """All refunds of a payment, oldest first, as bKash lists them."""
    with readable():
        return [
            ListedRefund(rounded(Decimal(each["refundAmount"])), parse_refund(each), str(each.get("sku") or ""))
            for each in answer.get("refundTransactions") or []
        ]

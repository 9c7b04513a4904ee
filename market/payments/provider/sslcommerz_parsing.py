"""Parsing of SSLCOMMERZ's answers: its transactions into `types`. What is not as published raises NotUnderstood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from moneyed import CurrencyDoesNotExist, get_currency

from market.core.base.money import Money, rounded, zero
from market.payments.provider import sslcommerz_signing as signing
from market.payments.provider.types import Checkout, Payment, RefundStatus

CURRENCY = "BDT"
PAID = ("VALID", "VALIDATED")  # the second is what the first becomes once it was validated
RISKY = "1"
REFUND_STATES = {"refunded": "succeeded", "processing": "pending", "cancelled": "canceled"}


class NotUnderstood(Exception):
    """An answer that is not as published."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A try to pay. `money` is what came; `expected` is what its page asked for, None if that is not known. `net` is
    what we get of the money, None while it is unknown."""

    tran_id: str
    val_id: str
    status: str
    money: Money
    net: Decimal | None
    bank_tran_id: str
    card: str
    is_risky: bool
    date: str
    expected: signing.Expected | None

    @property
    def is_paid(self) -> bool:
        """Whether money came, whatever it is."""
        return self.status in PAID and bool(self.val_id)

    @property
    def is_expected(self) -> bool:
        """Whether it is the amount that was asked for, in taka."""
        return self.expected is not None and self.expected.charge == self.money


def parse_transaction(payload: Mapping[str, Any]) -> Transaction:
    """A transaction of either query, or of the validation. Raises NotUnderstood."""
    tran_id, card_no = _text(payload, "tran_id"), _text(payload, "card_no")
    amount, net = _text(payload, "amount"), _text(payload, "store_amount")
    return Transaction(
        tran_id=tran_id,
        val_id=_text(payload, "val_id"),
        status=_text(payload, "status").upper(),
        money=Money(_decimal(amount) if amount else Decimal("0.00"), _currency(payload)),
        net=_decimal(net, is_exact=False) if net else None,
        bank_tran_id=_text(payload, "bank_tran_id"),
        card=signing.card_mark(card_no, _text(payload, "card_issuer")),
        is_risky=_text(payload, "risk_level") == RISKY,
        date=_text(payload, "tran_date"),
        expected=signing.read_expected(tran_id, _text(payload, "value_b")),
    )


def parse_list(answer: Mapping[str, Any], tran_id: str) -> list[Transaction]:
    """The transactions of our number, the first one first. Raises NotUnderstood."""
    listed = answer.get("element") or []  # "" where there is none
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise NotUnderstood("element")
    rows = [row for row in map(parse_transaction, listed) if row.tran_id == tran_id]
    return sorted(rows, key=lambda row: (row.date, row.val_id))


def make_checkout(tran_id: str, rows: Sequence[Transaction], paid: Transaction | None, now: datetime) -> Checkout:
    """The state of a page: `paid` is its validated payment, of whatever amount.

    Tries that failed leave it open until its time is over: the payer may try again. Before the first try nothing tells
    when that is, and it stays open.
    """
    expected = [row.expected for row in rows if row.expected]
    is_over = bool(expected) and all(each.expires_at <= now for each in expected)
    status = "complete" if paid else "expired" if is_over else "open"
    wanted = expected[0].charge if expected else zero(CURRENCY)
    return Checkout(
        id=tran_id,
        url="",
        status=status,
        is_paid=paid is not None and paid.is_expected,
        payment_id=paid.val_id if paid else "",
        charged=paid.money if paid else wanted,
        reference=signing.reference_of(tran_id),
    )


def make_payment(row: Transaction) -> Payment:
    """A paid transaction; the fee is what they keep of it."""
    return Payment(
        id=row.val_id,
        status="succeeded",
        charge_id=row.bank_tran_id,
        received=row.money,
        fee=Decimal("0.00") if row.net is None else row.money.amount - row.net,
        card=row.card,
        is_suspect=row.is_risky,
    )


def parse_refund(answer: Mapping[str, Any]) -> RefundStatus:
    """The state of a refund. Raises NotUnderstood."""
    status = _text(answer, "status").lower()
    if status not in REFUND_STATES:
        raise NotUnderstood(f"refund {status}")
    failure = _text(answer, "errorReason") or "cancelled" if status == "cancelled" else ""
    return RefundStatus(_text(answer, "refund_ref_id"), REFUND_STATES[status], failure)


def _text(payload: Mapping[str, Any], name: str) -> str:
    """A field as text: numbers come as numbers or as texts, what is missing as null or not at all."""
    value = payload.get(name)
    return "" if value is None else str(value).strip()


def _currency(payload: Mapping[str, Any]) -> str:
    """The currency asked in, or paid out in: taka if both are."""
    named = [_text(payload, "currency_type").upper(), _text(payload, "currency").upper()]
    code = next((each for each in named if each and each != CURRENCY), CURRENCY)
    try:
        return str(get_currency(code))
    except CurrencyDoesNotExist as error:
        raise NotUnderstood(f"currency {code}") from error


def _decimal(text: str, *, is_exact: bool = True) -> Decimal:
    """An amount of two places; one that is not `is_exact` may have more, and is rounded."""
    try:
        amount, cut = Decimal(text), rounded(Decimal(text))
        is_right = amount >= 0 and (amount == cut or not is_exact)
    except InvalidOperation as error:
        raise NotUnderstood(f"amount {text}") from error
    if not is_right:
        raise NotUnderstood(f"amount {text}")
    return cut

"""Parsing of the provider's responses into `types`."""

from datetime import UTC, datetime
from typing import Any

from market.core.base.money import Money, from_cents
from market.payments.payouts.failures import stored_reason
from market.payments.provider import types


def parse_checkout(payload: dict[str, Any]) -> types.Checkout:
    payment = payload.get("payment_intent") or ""
    return types.Checkout(
        id=payload["id"],
        url=payload.get("url") or "",
        status=payload["status"],
        is_paid=payload["payment_status"] == "paid",
        payment_id=payment if isinstance(payment, str) else payment["id"],
        charged=Money(from_cents(payload["amount_total"]), payload["currency"].upper()),
        reference=payload.get("client_reference_id") or "",
    )


def parse_refund(payload: dict[str, Any]) -> types.RefundStatus:
    return types.RefundStatus(payload["id"], payload["status"], payload.get("failure_reason") or "")


def parse_account(payload: dict[str, Any]) -> types.ConnectedAccount:
    """An account is active only with the transfer capability and with payouts enabled."""
    can_receive = (payload.get("capabilities") or {}).get("transfers") == "active"
    return types.ConnectedAccount(
        payload["id"], can_receive and bool(payload.get("payouts_enabled")), bool(payload.get("details_submitted"))
    )


def parse_transfer(payload: dict[str, Any]) -> types.Transfer:
    arrival = payload.get("destination_payment") or ""
    return types.Transfer(payload["id"], arrival if isinstance(arrival, str) else arrival["id"])


def parse_bank_payout(payload: dict[str, Any]) -> types.BankPayout:
    failure = stored_reason(payload.get("failure_code") or "", payload.get("failure_message") or "")
    arrival = payload.get("arrival_date")
    # The provider names a day; at its noon it is the same day for readers east and west.
    arrives_at = datetime.fromtimestamp(arrival, UTC).replace(hour=12, minute=0, second=0) if arrival else None
    return types.BankPayout(payload["id"], payload["status"], failure, arrives_at)


def parse_dispute(payload: dict[str, Any]) -> types.BankDispute:
    charge = payload["charge"]
    due = payload["evidence_details"].get("due_by")
    return types.BankDispute(
        id=payload["id"],
        charge_id=charge if isinstance(charge, str) else charge["id"],
        status=payload["status"],
        reason=payload["reason"],
        amount=_money(payload["amount"], payload["currency"]),
        fee=from_cents(sum(each["fee"] for each in payload["balance_transactions"])),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _money(amount: int, currency: str) -> Money:
    return Money(from_cents(amount), currency.upper())

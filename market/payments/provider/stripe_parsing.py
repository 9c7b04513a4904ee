"""The provider's answers, read into our facts."""

from datetime import UTC, datetime
from typing import Any

from market.core.base.money import Money, from_cents
from market.payments.payouts.failures import stored_reason
from market.payments.provider.stripe_types import BankPayout, Checkout, Disputed, News, Recipient, Sent, SentBack


def checkout(found: dict[str, Any]) -> Checkout:
    payment = found.get("payment_intent") or ""
    return Checkout(
        id=found["id"],
        url=found.get("url") or "",
        status=found["status"],
        is_paid=found["payment_status"] == "paid",
        payment_id=payment if isinstance(payment, str) else payment["id"],
        charged=Money(from_cents(found["amount_total"]), found["currency"].upper()),
        reference=found.get("client_reference_id") or "",
    )


def sent_back(found: dict[str, Any]) -> SentBack:
    return SentBack(found["id"], found["status"], found.get("failure_reason") or "")


def recipient(found: dict[str, Any]) -> Recipient:
    """Verified is not yet payable: both the capability and the payouts must be on."""
    can_receive = (found.get("capabilities") or {}).get("transfers") == "active"
    return Recipient(
        found["id"], can_receive and bool(found.get("payouts_enabled")), bool(found.get("details_submitted"))
    )


def sent(found: dict[str, Any]) -> Sent:
    arrival = found.get("destination_payment") or ""
    return Sent(found["id"], arrival if isinstance(arrival, str) else arrival["id"])


def bank_payout(found: dict[str, Any]) -> BankPayout:
    failure = stored_reason(found.get("failure_code") or "", found.get("failure_message") or "")
    return BankPayout(found["id"], found["status"], failure)


def news(event: dict[str, Any]) -> News:
    about = event["data"]["object"]
    return News(event["id"], event["type"], about.get("id", ""), event.get("account") or "", event)


def disputed(found: dict[str, Any]) -> Disputed:
    charge = found["charge"]
    due = found["evidence_details"].get("due_by")
    return Disputed(
        id=found["id"],
        charge_id=charge if isinstance(charge, str) else charge["id"],
        status=found["status"],
        reason=found["reason"],
        amount=_money(found["amount"], found["currency"]),
        fee=from_cents(sum(each["fee"] for each in found["balance_transactions"])),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _money(amount: int, currency: str) -> Money:
    return Money(from_cents(amount), currency.upper())

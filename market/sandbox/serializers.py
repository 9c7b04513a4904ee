"""Objects in Stripe's JSON. Fields that the site never reads are there too, as null."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from market.core.base import clock
from market.sandbox.models import (
    BalanceTransaction,
    Charge,
    Delivery,
    Dispute,
    Event,
    File,
    PaymentIntent,
    Refund,
    Session,
)

Shape = dict[str, Any]


def unix_time(instant: datetime | None) -> int | None:
    """A time in whole seconds since 1970, as Stripe's."""
    return int(instant.timestamp()) if instant else None


def empty(*names: str) -> Shape:
    """Fields that are null."""
    return dict.fromkeys(names)


def list_object(url: str, shapes: Sequence[Shape], *, more: bool = False) -> Shape:
    """A list in Stripe's JSON."""
    return {"object": "list", "url": url, "has_more": more, "data": list(shapes)}


def session(row: Session) -> Shape:
    """A Checkout Session."""
    paid = row.status == Session.Status.COMPLETE
    return {
        "id": row.id,
        "object": "checkout.session",
        "amount_subtotal": row.amount,
        "amount_total": row.amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": row.cancel_url or None,
        "client_reference_id": row.client_reference_id or None,
        "created": unix_time(row.created),
        "currency": row.currency,
        "custom_fields": [],
        "customer_creation": "if_required",
        "customer_email": row.customer_email or None,
        "expires_at": unix_time(row.expires_at),
        "livemode": False,
        "locale": row.locale or None,
        "metadata": row.metadata,
        "mode": "payment",
        "payment_intent": row.payment_intent_id,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "paid" if paid else "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": row.status,
        "success_url": row.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": row.url if row.status == Session.Status.OPEN else None,
        **empty("after_expiration", "allow_promotion_codes", "billing_address_collection", "client_secret", "consent"),
        **empty("consent_collection", "currency_conversion", "customer", "customer_details", "invoice"),
        **empty("adaptive_pricing", "collected_information", "custom_text", "customer_account", "discounts"),
        **empty("integration_identifier", "invoice_creation", "managed_payments", "origin_context", "permissions"),
        **empty("payment_method_collection", "payment_method_configuration_details", "saved_payment_method_options"),
        **empty("shipping_address_collection", "wallet_options"),
        **empty("payment_link", "recovered_from", "setup_intent", "shipping_cost", "submit_type", "subscription"),
    }


def payment_intent(row: PaymentIntent) -> Shape:
    """A PaymentIntent."""
    paid = row.status == PaymentIntent.Status.SUCCEEDED
    return {
        "id": row.id,
        "object": "payment_intent",
        "amount": row.amount,
        "amount_capturable": 0,
        "amount_details": {},
        "amount_received": row.amount if paid else 0,
        "automatic_payment_methods": None,
        "canceled_at": unix_time(row.canceled_at),
        "capture_method": "automatic",
        "client_secret": f"{row.id}_secret_sandbox",
        "confirmation_method": "automatic",
        "created": unix_time(row.created),
        "currency": row.currency,
        "description": row.description or None,
        "last_payment_error": row.last_payment_error,
        "latest_charge": row.latest_charge_key or None,
        "livemode": False,
        "metadata": row.metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": row.status,
        "transfer_group": row.transfer_group or None,
        **empty("allowed_payment_method_types", "customer_account", "excluded_payment_method_types"),
        **empty("managed_payments", "payment_method_configuration_details"),
        **empty("application", "application_fee_amount", "cancellation_reason", "customer", "next_action"),
        **empty("on_behalf_of", "payment_method", "processing", "receipt_email", "review", "setup_future_usage"),
        **empty("shipping", "statement_descriptor", "statement_descriptor_suffix", "transfer_data"),
    }


def charge(row: Charge) -> Shape:
    """A Charge."""
    return {
        "id": row.id,
        "object": "charge",
        "amount": row.amount,
        "amount_captured": row.amount if row.is_paid else 0,
        "amount_refunded": row.amount_refunded,
        "balance_transaction": row.balance_transaction_id,
        "billing_details": {**empty("email", "name", "phone", "tax_id"), "address": None},
        "captured": row.is_paid,
        "created": unix_time(row.created),
        "currency": row.currency,
        "description": row.description or None,
        "disputed": row.is_disputed,
        "failure_code": row.failure_code or None,
        "failure_message": row.failure_message or None,
        "fraud_details": {},
        "livemode": False,
        "metadata": row.metadata,
        "paid": row.is_paid,
        "payment_intent": row.payment_intent_id,
        "payment_method_details": {"card": {"fingerprint": row.card}, "type": "card"} if row.card else None,
        "refunded": row.is_paid and row.amount_refunded == row.amount,
        "source_transfer": row.source_transfer_id,
        "status": "succeeded" if row.is_paid else "failed",
        "transfer_group": row.transfer_group or None,
        **empty("application", "application_fee", "application_fee_amount", "calculated_statement_descriptor"),
        **empty("customer", "failure_balance_transaction", "on_behalf_of", "outcome", "payment_method"),
        **empty("receipt_email", "receipt_number", "receipt_url", "review", "shipping"),
        **empty("statement_descriptor", "statement_descriptor_suffix", "transfer_data"),
    }


def balance_transaction(row: BalanceTransaction) -> Shape:
    """A line of the ledger."""
    fees = [{"amount": row.fee, "application": None, "currency": row.currency, "type": "stripe_fee"}] if row.fee else []
    fees = [{**fee, "description": "Processing fees"} for fee in fees]
    return {
        "id": row.id,
        "object": "balance_transaction",
        "amount": row.amount,
        "available_on": unix_time(row.available_on),
        "balance_type": "payments",
        "created": unix_time(row.created),
        "currency": row.currency,
        "description": row.description or None,
        "exchange_rate": float(row.exchange_rate) if row.exchange_rate else None,
        "fee": row.fee,
        "fee_details": fees,
        "net": row.net,
        "reporting_category": {"payment": "charge", "payment_refund": "refund"}.get(row.kind, row.kind),
        "source": row.source,
        "status": "available" if row.is_available else "pending",
        "type": row.kind,
    }


def refund(row: Refund) -> Shape:
    """A Refund."""
    shape = {
        "id": row.id,
        "object": "refund",
        "amount": row.amount,
        "balance_transaction": row.balance_transaction_key or None,
        "charge": row.charge_id,
        "created": unix_time(row.created),
        "currency": row.currency,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": row.metadata,
        "payment_intent": row.charge.payment_intent_id,
        "reason": row.reason or None,
        "status": row.status,
        **empty("customer", "customer_account", "payment_method"),
        **empty("receipt_number", "source_transfer_reversal", "transfer_reversal"),
    }
    if row.failure_reason:  # Stripe sends these two only for a refund that failed
        shape["failure_reason"] = row.failure_reason
        shape["failure_balance_transaction"] = row.failure_balance_transaction_key
    return shape


EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation"),
    *("duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier"),
    *("shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file"),
    "uncategorized_text",
)


EVIDENCE_FILES = (
    *("cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation"),
    *("receipt", "refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file"),
)


def file(row: File) -> Shape:
    """A File."""
    links = {"object": "list", "data": [], "has_more": False, "url": f"/v1/file_links?file={row.id}"}
    return {
        "id": row.id,
        "object": "file",
        "created": unix_time(row.created),
        "expires_at": None,
        "filename": row.filename,
        "links": links,
        "purpose": row.purpose,
        "size": row.size,
        "title": None,
        "type": row.type,
        "url": f"https://files.stripe.com/v1/files/{row.id}/contents",
    }


def dispute(row: Dispute) -> Shape:
    """A Dispute, with the lines that withdrew its money and reinstated it."""
    lines = BalanceTransaction.objects.filter(source=row.id).order_by("seq")
    return {
        "id": row.id,
        "object": "dispute",
        "amount": row.amount,
        "balance_transactions": [balance_transaction(each) for each in lines],
        "charge": row.charge_id,
        "created": unix_time(row.created),
        "currency": row.currency,
        "enhanced_eligibility_types": [],
        "evidence": {**empty(*EVIDENCE), "enhanced_evidence": {}, **row.evidence},
        "evidence_details": {
            "due_by": unix_time(row.due_by),
            "enhanced_eligibility": {},
            "has_evidence": bool(row.evidence),
            "past_due": row.due_by <= clock.now(),
            "submission_count": row.submissions,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": row.metadata,
        "payment_intent": row.charge.payment_intent_id,
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": row.reason,
        "status": row.status,
    }


def event(row: Event) -> Shape:
    """An Event."""
    waiting = sum(each.state == Delivery.State.WAITING for each in row.deliveries.all())
    shape: Shape = {
        "id": row.id,
        "object": "event",
        "api_version": row.api_version,
        "created": unix_time(row.created),
        "data": {"object": row.payload, **({"previous_attributes": row.previous} if row.previous else {})},
        "livemode": False,
        "pending_webhooks": waiting,
        "request": {"id": row.request_key or None, "idempotency_key": row.idempotency_key or None},
        "type": row.kind,
    }
    return shape | ({"account": row.account_key} if row.account_key else {})

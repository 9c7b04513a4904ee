"""Chargebacks at Stripe, which calls them disputes."""

from market.payments.provider import stripe_parsing as parsing
from market.payments.provider.stripe_client import call, client
from market.payments.provider.types import BankDispute


def retrieve_dispute(dispute_id: str) -> BankDispute:
    """The state of a chargeback now."""
    return parsing.parse_dispute(call(client().v1.disputes.retrieve, dispute_id, params={}))


def answer_dispute(*, dispute_id: str, text: str, key: str) -> BankDispute:
    """Submit the evidence against a chargeback. It can be submitted once; nothing can be added."""
    params = {"evidence": {"uncategorized_text": text}, "submit": True}
    return parsing.parse_dispute(call(client().v1.disputes.update, dispute_id, params=params, idempotency_key=key))


def accept_dispute(dispute_id: str) -> BankDispute:
    """Accept a chargeback: it is lost at once."""
    return parsing.parse_dispute(call(client().v1.disputes.close, dispute_id, params={}))

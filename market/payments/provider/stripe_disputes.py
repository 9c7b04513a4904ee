"""Chargebacks at Stripe, which calls them disputes."""

from collections.abc import Mapping
from io import BytesIO

from market.payments.provider import stripe_parsing as parsing
from market.payments.provider.stripe_client import call, client
from market.payments.provider.types import BankDispute


def retrieve_dispute(dispute_id: str) -> BankDispute:
    """The state of a chargeback now."""
    return parsing.parse_dispute(call(client().v1.disputes.retrieve, dispute_id, params={}))


class _Named(BytesIO):
    """Bytes with the name of their file, as the library takes them."""

    name = ""


def upload_evidence(*, name: str, content: bytes, key: str) -> str:
    """Give the provider a file for a chargeback; returns its id there. The same again gives the same one."""
    file = _Named(content)
    file.name = name
    params = {"purpose": "dispute_evidence", "file": file}
    return str(call(client().v1.files.create, params=params, idempotency_key=key)["id"])


def answer_dispute(*, dispute_id: str, text: str, files: Mapping[str, str], key: str) -> BankDispute:
    """Submit the evidence against a chargeback: a text, and files by their kind, with their ids at the provider. It can
    be submitted once; nothing can be added."""
    params = {"evidence": {"uncategorized_text": text, **files}, "submit": True}
    return parsing.parse_dispute(call(client().v1.disputes.update, dispute_id, params=params, idempotency_key=key))


def accept_dispute(dispute_id: str) -> BankDispute:
    """Accept a chargeback: it is lost at once."""
    return parsing.parse_dispute(call(client().v1.disputes.close, dispute_id, params={}))

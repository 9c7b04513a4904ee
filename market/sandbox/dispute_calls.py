"""The calls about disputes: to see them, to answer with evidence, to accept the loss."""

from market.sandbox import disputing, serializers
from market.sandbox.api import Call, listing, one, read
from market.sandbox.models import Dispute
from market.sandbox.serializers import EVIDENCE, Shape

ROWS = Dispute.objects.select_related("charge")
get_dispute = read(ROWS, "dispute", serializers.dispute)


def list_disputes(call: Call) -> Shape:
    """GET disputes"""
    filters = {"charge_id": "charge", "charge__payment_intent_id": "payment_intent"}
    return listing(call, ROWS.all(), serializers.dispute, **filters)


def update_dispute(call: Call, key: str) -> Shape:
    """POST disputes/{id}: `submit` is true unless it is said otherwise, as at Stripe."""
    params = call.params
    told = params.within("evidence")
    evidence = {name: told.text(name, most=20_000) for name in EVIDENCE}
    told.done()
    submit, metadata = params.flag("submit"), params.metadata()
    params.done()
    dispute = disputing.submit_evidence(
        _locked(key),
        evidence={name: text for name, text in evidence.items() if text},
        submit=submit is not False,
        metadata=metadata,
    )
    return serializers.dispute(dispute)


def close_dispute(call: Call, key: str) -> Shape:
    """POST disputes/{id}/close"""
    call.params.done()
    return serializers.dispute(disputing.accept_loss(_locked(key)))


def _locked(key: str) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True).select_related("charge__balance_transaction")
    found: Dispute = one(rows, "dispute", key)
    return found

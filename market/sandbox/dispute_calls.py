"""API calls about disputes: read them, submit evidence, accept the loss."""

from market.sandbox import disputes, file_calls, serializers
from market.sandbox.api import Call, get_object, paginate, retrieve_handler
from market.sandbox.models import Dispute
from market.sandbox.serializers import EVIDENCE, EVIDENCE_FILES, Shape

ROWS = Dispute.objects.select_related("charge")
get_dispute = retrieve_handler(ROWS, "dispute", serializers.dispute)


def list_disputes(call: Call) -> Shape:
    """GET disputes"""
    filters = {"charge_id": "charge", "charge__payment_intent_id": "payment_intent"}
    return paginate(call, ROWS.all(), serializers.dispute, **filters)


def update_dispute(call: Call, key: str) -> Shape:
    """POST disputes/{id}: `submit` defaults to true, as at Stripe."""
    params = call.params
    fields = params.within("evidence")
    evidence = {name: fields.text(name, most=20_000) for name in EVIDENCE}
    fields.done()
    submit, metadata = params.flag("submit"), params.metadata()
    params.done()
    file_calls.require_evidence(evidence[name] for name in EVIDENCE_FILES if evidence[name])
    dispute = disputes.submit_evidence(
        _lock_dispute(key),
        evidence={name: text for name, text in evidence.items() if text},
        submit=submit is not False,
        metadata=metadata,
    )
    return serializers.dispute(dispute)


def close_dispute(call: Call, key: str) -> Shape:
    """POST disputes/{id}/close"""
    call.params.done()
    return serializers.dispute(disputes.accept_loss(_lock_dispute(key)))


def _lock_dispute(key: str) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True).select_related("charge__balance_transaction")
    dispute: Dispute = get_object(rows, "dispute", key)
    return dispute

"""Every write of the workroom that moves no money."""

from market.contracts.actions.agreement import accept_terms, end_contract
from market.contracts.actions.milestones import (
    lapse_refund_request,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)

__all__ = [
    "accept_terms",
    "end_contract",
    "lapse_refund_request",
    "refuse_refund",
    "request_changes",
    "request_refund",
    "submit_work",
]

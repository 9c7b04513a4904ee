"""Faults of the local bKash that are planned on the desk."""

from django.db.transaction import atomic

from market.sandbox.models import Fault
from market.sandbox.webhooks import take_fault


@atomic
def planned(kind: Fault.Kind) -> Fault | None:
    """Use one planned fault of a kind: it stays used, whatever becomes of the call."""
    return take_fault(kind)

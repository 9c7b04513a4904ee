"""Comparing the books with each provider's balance, and storing what was found. Calls the providers."""

import logging

from market.accounts.models import User
from market.core.base import clock, jobs
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import NotAllowed
from market.payments.desk.explaining import explain
from market.payments.job_names import TASKS
from market.payments.models import Reconciliation, ReconciliationDifference
from market.payments.provider.reconciliation import Comparison, compare_balances

log = logging.getLogger(__name__)


def reconcile_balances() -> list[Reconciliation]:
    """Compare each balance, explain what differs, and store both. Differences are logged as errors: they may be of
    what is under way just now."""
    rows = []
    for comparison in compare_balances():
        parts = explain(comparison)
        if parts:
            log.error("reconciliation: %s", comparison.sentence)
        rows.append(_store(comparison, parts))
    return rows


@atomic
def _store(comparison: Comparison, parts: list[ReconciliationDifference]) -> Reconciliation:
    row = Reconciliation.objects.create(
        rail=comparison.rail.name,
        currency=comparison.currency,
        at=clock.now(),
        ours=comparison.ours,
        theirs=comparison.theirs,
    )
    for each in parts:
        each.reconciliation = row
        each.save()
    return row


@atomic
def start_reconciliation(*, by: User) -> None:
    """Have a job compare the balances now. Raises NotAllowed."""
    if not by.has_role(User.Role.OPERATOR):
        raise NotAllowed
    audit("reconciliation.started", by=by, on=by)
    jobs.defer(f"{TASKS}reconcile_now_job")

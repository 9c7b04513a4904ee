"""Polling of open objects at the provider, at growing intervals. A lost webhook costs half a minute."""

from datetime import timedelta

from market.core.base import clock
from market.core.base.db import atomic
from market.payments.job_names import defer_job
from market.payments.models import Chargeback, Funding, GiveBack, Payout, Refund

SOONEST, RAREST = timedelta(seconds=30), timedelta(days=1)
PolledModel = type[Funding] | type[Refund] | type[Payout] | type[Chargeback] | type[GiveBack]
POLLED: tuple[tuple[PolledModel, tuple[str, ...], str, str], ...] = (
    (Funding, tuple(Funding.State), "settle_funding_job", "funding_id"),
    (Refund, (Refund.State.PENDING,), "send_refund_job", "refund_id"),
    (Payout, (Payout.State.PENDING, Payout.State.IN_TRANSIT), "settle_payout_job", "payout_id"),
    (Payout, (Payout.State.PAID,), "settle_payout_job", "payout_id"),
    (Chargeback, (Chargeback.State.OPEN, Chargeback.State.LOST), "sync_chargeback_job", "chargeback_id"),
    (GiveBack, (GiveBack.State.OPEN,), "collect_give_back_job", "give_back_id"),
    (Payout, (Payout.State.FAILED,), "retry_payout_job", "payout_id"),
)


@atomic
def schedule_checks() -> int:
    """Defer a job for each open object whose check is due, and set its next `check_at`. Returns how many."""
    instant, deferred = clock.now(), 0
    for model, states, job, name in POLLED:
        due = model._default_manager.select_for_update(skip_locked=True, no_key=True).filter(
            check_at__lte=instant, state__in=states
        )
        for row in due:
            defer_job(job, **{name: row.pk})
            deferred += 1
            if states != (Payout.State.FAILED,):
                age = instant - row.created_at
                row.check_at = instant + min(max(age, SOONEST), RAREST)
                row.save(update_fields=["check_at"])
    return deferred

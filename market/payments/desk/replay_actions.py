"""An operator has stopped work run again: one of it, or all of a kind. Run twice it changes nothing."""

from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import User
from market.core.base import job_claims
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotAllowed, NotFound
from market.payments.desk.stopped import MOST, PROCESSING, parked_jobs, stopped_events
from market.payments.job_names import defer_job
from market.payments.models import ProviderEvent


@atomic
def replay_event(*, by: User, event_id: int) -> None:
    """Have an event processed again. Raises NotAllowed, NotFound."""
    _require_operator(by)
    _replay(by, fetch(ProviderEvent.objects.all(), event_id))


@atomic
def replay_events(*, by: User, kind: str) -> int:
    """Have all stopped events of a kind processed again, MOST of them at most; returns how many. Raises NotAllowed."""
    _require_operator(by)
    rows = list(stopped_events().filter(kind=kind)[:MOST])
    for row in rows:
        _replay(by, row)
    return len(rows)


@atomic
def retry_job(*, by: User, job_id: int) -> None:
    """Queue a parked job again. Raises NotAllowed, NotFound."""
    _require_operator(by)
    job = fetch(ProcrastinateJob.objects.filter(status="failed"), job_id)
    audit("parked_job.retried", by=by, on=job, task=job.task_name)
    job_claims.retry_parked([job.pk])


@atomic
def retry_jobs(*, by: User, task: str) -> int:
    """Queue all parked jobs of a task again; returns how many. Raises NotAllowed, NotFound for a task without any."""
    _require_operator(by)
    rows = list(parked_jobs(task).order_by("pk")[:1000])
    if not rows:
        raise NotFound
    audit("parked_job.all_retried", by=by, on=rows[-1], task=task, count=len(rows))
    return job_claims.retry_parked([each.pk for each in rows])


def _replay(by: User, row: ProviderEvent) -> None:
    """The parked job of the event is queued again; another one where it has none."""
    audit("provider_event.replayed", by=by, on=row)
    parked = parked_jobs(PROCESSING).filter(args__event_pk=row.pk).values_list("pk", flat=True)
    if not job_claims.retry_parked(list(parked)):
        defer_job("work_off_event_job", event_pk=row.pk)


def _require_operator(by: User) -> None:
    if not by.has_role(User.Role.OPERATOR):
        raise NotAllowed

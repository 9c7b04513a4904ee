"""Marking jobs: saved for later, or hidden from lists."""

from typing import TYPE_CHECKING

from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotFound
from market.jobs.models import Job, Mark
from market.jobs.postings.refusals import OwnJob

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def mark_job(*, by: "User", job_id: int, kind: Mark.Kind) -> Mark:
    """Save a job, or hide it from the user's lists; one replaces the other. Repeated, it changes nothing.

    Raises NotFound, OwnJob.
    """
    job = fetch(Job.objects.visible_to(by), job_id)
    if job.client_id == by.pk:
        raise OwnJob
    mark, is_new = Mark.objects.get_or_create(user=by, job=job, defaults={"kind": kind, "at": clock.now()})
    if not is_new and mark.kind != kind:
        mark.kind, mark.at = kind, clock.now()
        mark.save(update_fields=["kind", "at"])
    return mark


@atomic
def unmark_job(*, by: "User", job_id: int, kind: str) -> None:
    """Remove the mark of that kind. Raises NotFound where there is none."""
    if not Mark.objects.filter(user=by, job=job_id, kind=kind).delete()[0]:
        raise NotFound

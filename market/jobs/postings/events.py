"""What happens to a job, and how those hear of it whom it concerns."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import JOBS, Event, NotificationType, Webhook
from market.jobs.models import Job

job_notification = partial(NotificationType, group=JOBS, action=_("See the job"))


class JobEvent(Event):
    """Of a job, or of what follows from it: `job` is its title."""

    job: str


def client_of(job: Job) -> list[User]:
    """Whose job it is."""
    return [job.client]


def job_facts(job: Job) -> dict[str, Any]:
    """Which job, and how it stands, for programs."""
    return {"job": job.pk, "state": job.state}


job_webhook = partial(Webhook, users=client_of, payload=job_facts)


class JobPublished(Event, code="job.published"):
    webhook = job_webhook("job.published", _("A job of yours is published"))


class JobChanged(JobEvent, code="job.changed"):
    client: User
    changes: str

    audited = None
    notification = job_notification(
        subject=_("%(client)s changed a job: %(job)s"),
        body=_("“%(job)s” was changed. %(changes)s. Read it again; your bid stands as it is unless you change it."),
        label=_("A client changes a job that you bid on or are invited to"),
    )
    system_message = _("The job was changed. What changed stands on its page.")

"""What of jobs and bids is told to programs outside."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.integrations.events import register_event
from market.jobs.models import Job
from market.safety.models import are_apart


def job_facts(job: Job) -> dict[str, Any]:
    """Which job, and how it stands."""
    return {"job": job.pk, "state": job.state}


def bid_facts(bid: Bid) -> dict[str, Any]:
    """Which bid on which job, and how it stands."""
    return {"bid": bid.pk, "state": bid.state, "job": bid.job_id, "freelancer": bid.freelancer_id}


def concerned(bid: Bid) -> list[User]:
    """Both sides; where a block keeps them apart, who wrote it alone."""
    both = [bid.job.client, bid.freelancer]
    return (
        [each for each in both if each.pk == bid.author_id]
        if any(each.has_blocks for each in both) and are_apart(*both)
        else both
    )


for code, about in (
    ("job.published", _("A job of yours is published")),
    ("job.closed", _("A job of yours is closed")),
    ("job.expired", _("A job of yours expires")),
):
    register_event(code, about, parties=lambda job: [job.client], facts=job_facts)
for code, about in (
    ("bid.submitted", _("A bid is sent")),
    ("bid.terms_proposed", _("Changed terms are proposed")),
    ("bid.shortlisted", _("A bid is shortlisted")),
    ("bid.declined", _("A bid is declined")),
    ("bid.withdrawn", _("A bid is withdrawn")),
    ("offer.made", _("A direct offer is made")),
):
    register_event(code, about, parties=concerned, facts=bid_facts)

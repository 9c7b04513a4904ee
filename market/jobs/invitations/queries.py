"""Reads of invitations, and of the jobs to which a client can invite."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from market.core.base.prepared import prepared
from market.jobs.models import Invitation, Job

if TYPE_CHECKING:
    from market.accounts.models import User

MAX_IN_MENU = 50


@prepared
def _jobs_for_menu(client: "User", freelancer: "User") -> "QuerySet[Any]":
    invitations = Invitation.objects.filter(job=OuterRef("pk"), freelancer=freelancer)
    jobs = Job.objects.posted().taking_bids().filter(client=client).annotate(is_invited=Exists(invitations))
    return jobs.order_by("-pk")[:MAX_IN_MENU]


def jobs_to_invite_to(client: "User", freelancer: "User") -> tuple[list[Job], list[Job]]:
    """The client's open jobs, newest first: those without and those with an invitation of the freelancer."""
    jobs = _jobs_for_menu(client, freelancer)
    return [job for job in jobs if not job.is_invited], [job for job in jobs if job.is_invited]


def invitations_of(freelancer: "User", *, answered: bool = False) -> "QuerySet[Invitation]":
    """A freelancer's invitations, newest first: to open jobs and without an answer, or (`answered`) all others."""
    waiting = Q(state=Invitation.State.OPEN, job__state=Job.State.OPEN)
    received = (
        Invitation.objects.with_parts()
        .visible_to(freelancer)
        .filter(freelancer=freelancer)
        .exclude(job__state=Job.State.REMOVED)
    )
    return received.filter(~waiting if answered else waiting).order_by("-pk")

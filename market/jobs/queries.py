"""Reads of jobs: a client's own by state, and what can be done from a freelancer's profile."""

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet

from market.jobs.models import Invitation, Job

if TYPE_CHECKING:
    from market.accounts.models import User

# What stands under each tab of a client's jobs; the first, "", is the one that opens.
TABS: dict[str, tuple[str, ...]] = {
    "": (Job.State.OPEN,),
    "drafts": (Job.State.DRAFT,),
    "filled": (Job.State.FILLED,),
    "ended": (Job.State.CLOSED, Job.State.EXPIRED, Job.State.REMOVED),
}
MOST_IN_MENU = 50


def jobs_in_tab(client: "User", tab: str) -> "QuerySet[Job]":
    """The client's jobs of a tab (an unknown one is the first), newest first."""
    return Job.objects.with_parts().filter(client=client, state__in=TABS.get(tab, TABS[""])).order_by("-pk")


def counts_by_tab(client: "User") -> dict[str, int]:
    """How many jobs stand under each tab."""
    found = dict(Job.objects.filter(client=client).values_list("state").annotate(count=Count("pk")).order_by())
    return {tab: sum(found.get(state, 0) for state in states) for tab, states in TABS.items()}


def jobs_to_invite_to(client: "User", freelancer: "User") -> tuple[list[Job], list[Job]]:
    """The client's open jobs, newest first: those the freelancer may be asked for, and those she was asked for."""
    asked = Invitation.objects.filter(job=OuterRef("pk"), freelancer=freelancer)
    jobs = Job.objects.open().filter(client=client).annotate(is_invited=Exists(asked)).order_by("-pk")[:MOST_IN_MENU]
    return [job for job in jobs if not job.is_invited], [job for job in jobs if job.is_invited]

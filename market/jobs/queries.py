"""Reads of jobs: a client's own by what needs them, similar ones, and what can be done from a freelancer's profile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import NotFound
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Change, Invitation, Job, Mark, Question
from market.jobs.postings.differences import Changed, described
from market.profiles.models import Skill

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

MOST_IN_MENU = 50
MOST_SIMILAR, NEWEST_LOOKED_AT = 3, 100
MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """What stands under a tab of a client's jobs. One that asks for the client is shown only where it has something."""

    name: str
    label: str | Promise
    chosen: Callable[[], Q]
    asks: bool = False
    order: int = 50


_tabs: list[Tab] = []


def job_tab(name: str, label: str | Promise, chosen: Callable[[], Q], *, asks: bool = False, order: int = 50) -> None:
    """Register a tab of a client's jobs (from an app above: in its slots.py). `chosen` is a condition on jobs."""
    _tabs.append(Tab(name, label, chosen, asks, order))
    _tabs.sort(key=lambda tab: tab.order)


def _expiring() -> Q:
    soon = clock.now() + timedelta(days=settings.LIFECYCLE.job_warning_days)
    return Q(state=Job.State.OPEN, expires_at__lte=soon)


def _refused() -> Q:
    """Open jobs to which everybody who was invited has said no."""
    asked = Invitation.objects.filter(job=OuterRef("pk"))
    answers = Q(Exists(asked), ~Exists(asked.exclude(state=Invitation.State.DECLINED)))
    return Q(state=Job.State.OPEN, bid_count=0) & answers


job_tab("", _("Open"), lambda: Q(state=Job.State.OPEN), order=0)
job_tab("expiring", _("Ends soon"), _expiring, asks=True, order=20)
job_tab("refused", _("Invitations declined"), _refused, asks=True, order=30)
job_tab("drafts", _("Drafts"), lambda: Q(state=Job.State.DRAFT), order=60)
job_tab("filled", _("Filled"), lambda: Q(state=Job.State.FILLED), order=70)
job_tab(
    "ended",
    _("Ended"),
    lambda: Q(state__in=[Job.State.CLOSED, Job.State.EXPIRED, Job.State.REMOVED]),
    order=80,
)


def known_tab(name: str) -> Tab:
    """The tab of that name; an unknown one is the first, which opens."""
    return next((tab for tab in _tabs if tab.name == name), _tabs[0])


def jobs_in_tab(client: "User", tab: str) -> "QuerySet[Job]":
    """The client's jobs of a tab; what ends soon begins with what ends first, all others with the newest.

    Each knows what it asks of the client, for `needs_of`.
    """
    order = ("expires_at", "-pk") if tab == "expiring" else ("-pk",)
    rows = Job.objects.posted().with_parts().filter(known_tab(tab).chosen(), client=client)
    return rows.annotate(**{f"asks_{each.name}": each.chosen() for each in _tabs if each.asks}).order_by(*order)


def needs_of(job: Job) -> list[Tab]:
    """The tabs under which a job of `jobs_in_tab` asks for its client."""
    return [tab for tab in _tabs if tab.asks and getattr(job, f"asks_{tab.name}")]


def tabs_with_counts(client: "User") -> list[tuple[Tab, int]]:
    """Every tab with how many jobs stand under it, in one statement."""
    counts = {f"in_{tab.name}": Count("pk", filter=tab.chosen()) for tab in _tabs}
    found = Job.objects.posted().filter(client=client).aggregate(**counts)
    return [(tab, found[f"in_{tab.name}"]) for tab in _tabs]


@prepared
def _jobs_for_menu(client: "User", freelancer: "User") -> "QuerySet[Any]":
    asked = Invitation.objects.filter(job=OuterRef("pk"), freelancer=freelancer)
    jobs = Job.objects.posted().taking_bids().filter(client=client).annotate(is_invited=Exists(asked)).order_by("-pk")
    return jobs[:MOST_IN_MENU]


def jobs_to_invite_to(client: "User", freelancer: "User") -> tuple[list[Job], list[Job]]:
    """The client's open jobs, newest first: those the freelancer may be asked for, and those she was asked for."""
    jobs = _jobs_for_menu(client, freelancer)
    return [job for job in jobs if not job.is_invited], [job for job in jobs if job.is_invited]


def job_page(user: "User | AnonymousUser", job_id: int) -> Any:
    """A job with what its page says to this person, in few statements: `has_files`, `has_questions`, `has_changes`, her
    `mark` ("saved", "hidden" or None) and her invitations as `hers`. Raises NotFound.
    """
    found = _job_pages(user, job_id)
    if not found:
        raise NotFound
    hold(found, "skills", _skills_of(job_id))
    found[0].hers = _invitations_to(user, job_id) if user.is_authenticated else []
    return found[0]


@prepared
def _job_pages(user: "User | AnonymousUser", job_id: int) -> "QuerySet[Any]":
    mine = Mark.objects.filter(job=OuterRef("pk"), user=user.pk)
    rows = Job.objects.select_related("topic", "client__client_profile").visible_to(user).filter(pk=job_id)
    return rows.annotate(
        has_files=Exists(Job.files.through.objects.filter(job=OuterRef("pk"))),
        has_questions=Exists(Question.objects.filter(job=OuterRef("pk"))),
        has_changes=Exists(Change.objects.filter(job=OuterRef("pk"))),
        mark=Subquery(mine.values("kind")),
    )


@prepared
def _skills_of(job: int) -> "QuerySet[Skill]":
    return Skill.objects.filter(jobs=job)


@prepared
def _invitations_to(freelancer: "User", job_id: int) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(freelancer=freelancer, job=job_id)


def similar_jobs(job: Job, user: "User | AnonymousUser") -> list[Job]:
    """Open jobs of the same topic among the newest, those with most skills in common first."""
    skills = [skill.pk for skill in job.skills.all()]
    return _similar(job, job.topic_id, user, skills)


@prepared
def _similar(job: Job, topic: int, user: "User | AnonymousUser", skills: list[int]) -> "QuerySet[Job]":
    rows = Job.objects.public().not_hidden_by(user).filter(topic=topic).exclude(pk=job.pk)
    if user.is_authenticated:
        rows = rows.exclude(client=user)
    newest = rows.order_by("-published_at").values("pk")[:NEWEST_LOOKED_AT]
    shared = Count("skills", filter=Q(skills__in=Each(skills)))
    found = Job.objects.filter(pk__in=newest).select_related("topic").annotate(shared=shared)
    return found.order_by("-shared", "-published_at")[:MOST_SIMILAR]


def told_changes(job: Job, user: "User | AnonymousUser") -> "list[tuple[datetime, list[Changed]]]":
    """The newest changes of a job since it was published, in the reader's language, for who is signed in."""
    if not user.is_authenticated:
        return []
    return [(change.at, described(change.fields)) for change in job.changes.all()[:MOST_CHANGES]]


def invitations_of(freelancer: "User", *, answered: bool = False) -> "QuerySet[Invitation]":
    """Her invitations: to open jobs that wait for her answer, or all others; the newest first."""
    waiting = Q(state=Invitation.State.OPEN, job__state=Job.State.OPEN)
    mine = (
        Invitation.objects.with_parts()
        .visible_to(freelancer)
        .filter(freelancer=freelancer)
        .exclude(job__state=Job.State.REMOVED)
    )
    return mine.filter(~waiting if answered else waiting).order_by("-pk")


def marked_jobs(user: "User", kind: Mark.Kind) -> "QuerySet[Job]":
    """Jobs that the person saved, or hid, and may still see; the newest mark first."""
    rows = Job.objects.with_parts().visible_to(user).filter(marks__user=user, marks__kind=kind)
    return rows.order_by("-marks__at", "-pk")

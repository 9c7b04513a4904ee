"""Reads of jobs: a client's own by tab, the page of a job, similar jobs, changes."""

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
from market.core.base.money import paid_currencies
from market.core.base.prepared import Each, hold, prepared
from market.jobs.models import Change, Invitation, Job, Mark, Question
from market.jobs.postings.differences import ChangedField, describe_changes
from market.profiles.models import Skill

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

MAX_SIMILAR, MAX_COMPARED = 3, 100
MAX_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a client's jobs. `asks`: its jobs need the client; such a tab is shown only where it has jobs."""

    name: str
    label: str | Promise
    chosen: Callable[[], Q]
    asks: bool = False
    order: int = 50


_tabs: list[Tab] = []


def register_job_tab(
    name: str, label: str | Promise, chosen: Callable[[], Q], *, asks: bool = False, order: int = 50
) -> None:
    """Register a tab of a client's jobs (for upper apps). `chosen` returns its condition on jobs."""
    _tabs.append(Tab(name, label, chosen, asks, order))
    _tabs.sort(key=lambda tab: tab.order)


def _expiring() -> Q:
    soon = clock.now() + timedelta(days=settings.LIFECYCLE.job_warning_days)
    return Q(state=Job.State.OPEN, expires_at__lte=soon)


def _all_declined() -> Q:
    """Open jobs without bids whose invitations were all declined."""
    invitations = Invitation.objects.filter(job=OuterRef("pk"))
    answers = Q(Exists(invitations), ~Exists(invitations.exclude(state=Invitation.State.DECLINED)))
    return Q(state=Job.State.OPEN, bid_count=0) & answers


register_job_tab("", _("Open"), lambda: Q(state=Job.State.OPEN), order=0)
register_job_tab("expiring", _("Ends soon"), _expiring, asks=True, order=20)
register_job_tab("refused", _("Invitations declined"), _all_declined, asks=True, order=30)
register_job_tab("drafts", _("Drafts"), lambda: Q(state=Job.State.DRAFT), order=60)
register_job_tab("filled", _("Filled"), lambda: Q(state=Job.State.FILLED), order=70)
register_job_tab(
    "ended",
    _("Ended"),
    lambda: Q(state__in=[Job.State.CLOSED, Job.State.EXPIRED, Job.State.REMOVED]),
    order=80,
)


def find_tab(name: str) -> Tab:
    """The tab of that name; the first one for an unknown name."""
    return next((tab for tab in _tabs if tab.name == name), _tabs[0])


def jobs_in_tab(client: "User", tab: str) -> "QuerySet[Job]":
    """The client's jobs of a tab, newest first; "expiring" begins with what ends first.

    Each is annotated for `tabs_needing_client`.
    """
    order = ("expires_at", "-pk") if tab == "expiring" else ("-pk",)
    rows = Job.objects.posted().with_parts().filter(find_tab(tab).chosen(), client=client)
    return rows.annotate(**{f"asks_{each.name}": each.chosen() for each in _tabs if each.asks}).order_by(*order)


def tabs_needing_client(job: Job) -> list[Tab]:
    """The tabs by which a job of `jobs_in_tab` needs its client."""
    return [tab for tab in _tabs if tab.asks and getattr(job, f"asks_{tab.name}")]


def tabs_with_counts(client: "User") -> list[tuple[Tab, int]]:
    """Every tab with its number of jobs, in one query."""
    counts = {f"in_{tab.name}": Count("pk", filter=tab.chosen()) for tab in _tabs}
    numbers = Job.objects.posted().filter(client=client).aggregate(**counts)
    return [(tab, numbers[f"in_{tab.name}"]) for tab in _tabs]


def job_page(user: "User | AnonymousUser", job_id: int) -> Any:
    """A job with what its page shows this user, in few queries: `has_files`, `has_questions`, `has_changes`, the
    user's `mark` ("saved", "hidden" or None) and `own_invitations`. Raises NotFound.
    """
    rows = _job_pages(user, job_id)
    if not rows:
        raise NotFound
    hold(rows, "skills", _skills_of(job_id))
    rows[0].own_invitations = _invitations_to(user, job_id) if user.is_authenticated else []
    return rows[0]


@prepared
def _job_pages(user: "User | AnonymousUser", job_id: int) -> "QuerySet[Any]":
    marks = Mark.objects.filter(job=OuterRef("pk"), user=user.pk)
    rows = Job.objects.select_related("topic", "client__client_profile").visible_to(user).filter(pk=job_id)
    return rows.annotate(
        has_files=Exists(Job.files.through.objects.filter(job=OuterRef("pk"))),
        has_questions=Exists(Question.objects.filter(job=OuterRef("pk"))),
        has_changes=Exists(Change.objects.filter(job=OuterRef("pk"))),
        mark=Subquery(marks.values("kind")),
    )


@prepared
def _skills_of(job: int) -> "QuerySet[Skill]":
    return Skill.objects.filter(jobs=job)


@prepared
def _invitations_to(freelancer: "User", job_id: int) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(freelancer=freelancer, job=job_id)


def similar_jobs(job: Job, user: "User | AnonymousUser") -> list[Job]:
    """Open jobs of the same topic among the newest MAX_COMPARED, those with most skills in common first."""
    skills = [skill.pk for skill in job.skills.all()]
    return _similar(job, job.topic_id, user, skills)


@prepared
def _similar(job: Job, topic: int, user: "User | AnonymousUser", skills: list[int]) -> "QuerySet[Job]":
    rows = Job.objects.public().not_hidden_by(user).filter(topic=topic).exclude(pk=job.pk)
    if user.is_authenticated:
        rows = rows.exclude(client=user)
    newest = rows.order_by("-published_at").values("pk")[:MAX_COMPARED]
    shared = Count("skills", filter=Q(skills__in=Each(skills)))
    similar = Job.objects.filter(pk__in=newest).select_related("topic").annotate(shared=shared)
    return similar.order_by("-shared", "-published_at")[:MAX_SIMILAR]


def describe_job_changes(job: Job, user: "User | AnonymousUser") -> "list[tuple[datetime, list[ChangedField]]]":
    """The newest changes of a job since it was published, in the active language; none for anonymous users."""
    if not user.is_authenticated:
        return []
    return [(change.at, describe_changes(change.fields)) for change in job.changes.all()[:MAX_CHANGES]]


def last_currency(client: "User") -> str:
    """That of the client's newest job, where the site still has it; else the first of the site."""
    last = Job.objects.filter(client=client).order_by("-pk").values_list("currency", flat=True).first()
    return last if last in paid_currencies() else paid_currencies()[0]

"""What pages and the API show of projects."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from market.accounts.models import User
from market.core.base import clock
from market.training.assessments import rules
from market.training.models import Assessment, Batch, CheckIn, Enrolment, Phase, Project, ProjectChange, ProjectVersion
from market.training.projects import terms

RELATED = ("enrolment__batch__topic", "enrolment__batch__district", "enrolment__batch__trainer", "enrolment__trainee")
BEHIND = Q(project__missed__gte=terms.FALLS_BEHIND)
NONE_YET = "none"
Kind, State = ProjectChange.Kind, Project.State
ASKED = (Kind.PROPOSED, Kind.SUBMITTED, Kind.AGAIN)  # then it waits for the staff
OVER = (*Project.DONE, State.NOT_PASSED)


def projects() -> QuerySet[Project]:
    """Projects with what their page names."""
    return Project.objects.select_related(*RELATED, "brief__topic", "waiting__brief", "submitted", "agreed_by")


def own_place(user: User) -> Enrolment | None:
    """The place for which the user has or proposes a project."""
    rows = Enrolment.objects.filter(trainee=user).studying().select_related("batch__topic", "batch__trainer")
    return rows.order_by("-pk").first()


def parts_of_project(project: Project, user: User) -> dict[str, Any]:
    """What a reader sees of a project: versions, check-ins, assessments that count, what became of it, and what the
    reader may do now."""
    place = project.enrolment
    is_own, guides = terms.studies(user, place), terms.guides(user, place.batch) and place.trainee_id != user.pk
    assessments = Assessment.objects.visible_to(user).filter(project=project).select_related("assessor", "version")
    return {
        "is_own": is_own,
        "guides": guides,
        "versions": list(project.versions.prefetch_related("files", "comments__by")),
        "check_ins": list(project.check_ins.select_related("replied_by")),
        "assessments": list(assessments.prefetch_related("points__criterion")),
        "changes": list(project.changes.select_related("by", "brief")),
        **deeds(project, user, is_own=is_own, guides=guides),
    }


def deeds(project: Project, user: User, *, is_own: bool, guides: bool) -> dict[str, bool]:
    """What the reader may do now."""
    judges = rules.may_judge(user, project)
    judges = judges and user.pk not in rules.former_assessors(project)
    in_work, waits = project.is_in_work, bool(project.awaits)
    is_late = project.due_at is not None and project.due_at < clock.now()
    return {
        "may_propose": is_own and not waits and (in_work or project.state in ("proposed", "returned")),
        "may_work": is_own and in_work,
        "may_submit": is_own and in_work and not waits and not is_late,
        "may_answer": guides and project.awaits == Project.Awaits.AGREEMENT,
        "may_extend": guides and in_work,
        "may_assess": judges and project.awaits in rules.PARTS,
        "may_decide": judges and project.awaits == Project.Awaits.DECISION,
        "may_ask_again": is_own and rules.may_ask_again(project),
        "is_late": in_work and is_late,
        "is_behind": project.missed >= terms.FALLS_BEHIND,
    }


def places_with_projects(rows: QuerySet[Enrolment], show: str = "") -> QuerySet[Enrolment]:
    """Places of trainees with their project and their last check-in; `show` is a state of projects, or "waiting",
    "late", "behind" or "none"."""
    found = rows.studying().select_related("project", "trainee", "batch__topic", "batch__district")  # type: ignore[attr-defined]  # its query set
    now = clock.now()
    conditions = {
        "waiting": ~Q(project__awaits="") & Q(project__isnull=False),
        "late": Q(project__state__in=Project.IN_WORK, project__due_at__lt=now),
        "behind": BEHIND & Q(project__state__in=Project.IN_WORK),
        NONE_YET: Q(project=None),
    }
    if show:
        found = found.filter(conditions.get(show, Q(project__state=show)))
    checked: QuerySet[Enrolment] = found.annotate(checked_in_at=Max("project__check_ins__at"))
    return checked.order_by("batch__code", "seat")


def places_of_batch(batch: Batch, show: str = "") -> QuerySet[Enrolment]:
    """Those of a batch."""
    return places_with_projects(batch.enrolments.all(), show)


def places_of_phase(user: User, phase: Phase, show: str = "") -> QuerySet[Enrolment]:
    """Those of a phase, as the user sees them."""
    return places_with_projects(Enrolment.objects.visible_to(user).filter(batch__phase=phase), show)


def counts_of(rows: QuerySet[Enrolment]) -> dict[str, int]:
    """How many trainees there are, have a project, wait for somebody, fall behind, and have passed: one statement."""
    behind = BEHIND & Q(project__state__in=Project.IN_WORK)
    counts: dict[str, int] = rows.filter(state__in=Enrolment.STUDYING).aggregate(
        trainees=Count("pk"),
        begun=Count("project"),
        waiting=Count("project", filter=~Q(project__awaits="")),
        behind=Count("project", filter=behind),
        passed=Count("project", filter=Q(project__state__in=Project.DONE)),
    )
    return counts


def worked_on(places: Iterable[Enrolment], since: datetime, until: datetime) -> set[int]:
    """The places (by id) whose trainee did something on the project in [since, until): a check-in, a version, or
    something proposed or submitted. Whoever waited for the staff when it began, or was done, counts too. Four
    statements."""
    projects = Project.objects.filter(enrolment__in=[each.pk for each in places]).order_by()
    during, own = {"at__gte": since, "at__lt": until}, {"project__in": projects}
    by_trainee = Q(by=F("project__enrolment__trainee"))
    acts = (
        CheckIn.objects.filter(**own, **during),
        ProjectVersion.objects.filter(by_trainee, **own, **during),
        ProjectChange.objects.filter(by_trainee, **own, **during),
    )
    before = ProjectChange.objects.filter(project=OuterRef("pk"), at__lt=since).exclude(kind=Kind.EXTENDED)
    last = before.order_by("-pk")
    stood = projects.annotate(
        last_kind=Subquery(last.values("kind")[:1]), last_state=Subquery(last.values("state")[:1])
    )
    rested = stood.filter(Q(last_kind__in=ASKED) | Q(last_state__in=OVER))
    did = (rows.order_by().values_list("project__enrolment", flat=True) for rows in acts)
    return set(rested.values_list("enrolment", flat=True)).union(*did)

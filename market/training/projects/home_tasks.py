"""Tasks from projects: of trainees, of trainers and of officers."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Home, Task, task_source
from market.training.models import Project
from market.training.projects import terms

Role = User.Role
DUE_SOON = timedelta(days=2)


@task_source(order=43, facts=("trainee",))
def own_project_tasks(home: Home) -> list[Task]:
    """A proposal that came back, a check-in that is due, and a deadline."""
    rows = Project.objects.filter(enrolment__trainee=home.user, enrolment__state__in=("accepted", "completed"))
    tasks, soon = [], clock.now() + DUE_SOON
    for row in rows[: MOST + 1]:
        url = row.get_absolute_url()
        if row.state == Project.State.RETURNED and not row.awaits:
            tasks.append(Task("project", TRAINEE, _("Change your project, and propose it again"), row.title, url))
        elif row.is_in_work and row.due_at is not None and row.due_at < soon + terms.WEEK:
            late, text = row.due_at < clock.now(), _("Submit your project")
            tasks.append(Task("project", TRAINEE, text, row.title, url, row.due_at, mark="file", is_late=late))
        elif row.is_in_work and (row.missed or (row.check_in_due_at and row.check_in_due_at < soon)):
            text, due = _("Write the check-in of your project"), row.check_in_due_at
            tasks.append(Task("check_in", TRAINEE, text, row.title, url, due, mark="edit"))
    return tasks


def _taught(user: User) -> QuerySet[Project]:
    teaching = user.teaching.filter(removed_at=None).values("batch")
    mine = Q(enrolment__batch__trainer=user) | Q(enrolment__batch__in=teaching)
    rows = Project.objects.filter(mine).exclude(enrolment__trainee=user)
    return rows.filter(enrolment__state__in=("accepted", "completed")).select_related("enrolment__batch")


@task_source(order=92, roles=(Role.TRAINER,))
def waiting_project_tasks(home: Home) -> list[Task]:
    """Proposals and submitted projects of the trainer's batches, the one that waits longest first."""
    states = Project.Awaits
    waits = Q(awaits__in=[states.AGREEMENT, states.ASSESSMENT]) | (
        Q(awaits__in=[states.SECOND, states.AGAIN]) & ~Q(assessments__assessor=home.user)
    )
    answer, assess = _("Answer a proposal of a project"), _("Assess a project")
    return [
        Task(
            "project_waits",
            STAFF,
            answer if row.awaits == states.AGREEMENT else assess,
            f"{row.enrolment.batch.code} · {row.title}",
            row.get_absolute_url(),
            row.answer_due_at,
            mark="file",
            since=row.waits_since,
        )
        for row in _taught(home.user).filter(waits).order_by("answer_due_at", "pk")[: MOST + 1]
    ]


@task_source(order=93, roles=(Role.TRAINER,))
def behind_tasks(home: Home) -> list[Task]:
    """Trainees who have missed two check-ins."""
    rows = _taught(home.user).filter(missed__gte=terms.FALLS_BEHIND, state__in=Project.IN_WORK)
    text = _("A trainee falls behind with the project: get in touch")
    return [
        Task("project_behind", STAFF, text, row.enrolment.name, row.get_absolute_url(), mark="people")
        for row in rows.order_by("-missed", "pk")[: MOST + 1]
    ]


@task_source(order=89, roles=(Role.OFFICER,))
def officers_project_tasks(home: Home) -> list[Task]:
    """Projects that wait for officers: two assessors differ, another assessment is asked for, or nobody answered."""
    states = Project.Awaits
    waits = Q(awaits__in=[states.DECISION, states.AGAIN]) | Q(escalated_at__isnull=False)
    rows = Project.objects.waiting().filter(waits).exclude(enrolment__trainee=home.user)
    decide, look = _("Decide between two assessors of a project"), _("Look at a project that waits")
    return [
        Task(
            "project_officers",
            STAFF,
            decide if row.awaits == states.DECISION else look,
            f"{row.enrolment.batch.code} · {row.title}",
            row.get_absolute_url(),
            row.answer_due_at,
            mark="file",
            since=row.waits_since,
        )
        for row in rows.select_related("enrolment__batch").order_by("answer_due_at", "pk")[: MOST + 1]
    ]

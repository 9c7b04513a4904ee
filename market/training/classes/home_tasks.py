"""Tasks from classes: of trainers who give them, and of trainees."""

from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Home, Task, task_source
from market.training.classes.people import taught_by
from market.training.models import ClassSession, ClassTask, Enrolment
from market.training.plans.queries import SOON

Role = User.Role
DUE_SOON = timedelta(days=2)


@task_source(order=93, roles=(Role.TRAINER,))
def question_tasks(home: Home) -> list[Task]:
    """Classes of the user with questions that nobody has answered, the one that waits longest first."""
    rows = taught_by(home.user).filter(questions__isnull=False, questions__answered_at=None).select_related("batch")
    counted = rows.annotate(open=Count("questions"), since=Min("questions__asked_at")).order_by("since", "pk")
    text = _("Answer the questions about your class")
    return [
        Task(
            "class_questions",
            STAFF,
            text,
            f"{row.batch.code} · {row.name}",
            row.get_absolute_url(),
            mark="message",
            since=row.since,
            count=row.open,
        )
        for row in counted[: MOST + 1]
    ]


@task_source(order=94, roles=(Role.TRAINER,))
def due_class_tasks(home: Home) -> list[Task]:
    """Tasks of classes of the user that are due within days: trainees will ask, and hand in."""
    now = clock.now()
    rows = ClassTask.objects.filter(session__in=taught_by(home.user), due_at__gt=now, due_at__lt=now + DUE_SOON)
    text = _("A task of your class is due")
    return [
        Task(
            "class_task_due",
            STAFF,
            text,
            f"{row.session.batch.code} · {row.session.name}",
            row.get_absolute_url(),
            row.due_at,
            None,
            "clock",
        )
        for row in rows.select_related("session__batch").order_by("due_at", "pk")[: MOST + 1]
    ]


@task_source(order=44, facts=("trainee",))
def own_class_tasks(home: Home) -> list[Task]:
    """Tasks of the trainee's classes until they are due."""
    now = clock.now()
    own = Enrolment.objects.filter(trainee=home.user).studying().values("batch")
    rows = ClassTask.objects.filter(session__batch__in=own, due_at__gt=now).select_related("session__batch")
    text = _("Do the task of your class")
    return [
        Task(
            "class_task",
            TRAINEE,
            text,
            row.session.title or row.session.name,
            row.get_absolute_url(),
            row.due_at,
            None,
            "clock",
        )
        for row in rows.order_by("due_at", "pk")[: MOST + 1]
    ]


@task_source(order=94, roles=(Role.TRAINER,))
def class_tasks(home: Home) -> list[Task]:
    """Live classes of the next days that the user gives and that have no room yet."""
    now = clock.now()
    soon = ClassSession.objects.planned().filter(trainer=home.user, kind=ClassSession.Kind.LIVE, room="")
    rows = soon.filter(starts_at__gt=now, starts_at__lt=now + SOON).select_related("batch").order_by("starts_at")
    text = _("Set the live room of your class")
    return [
        Task(
            "class_room",
            STAFF,
            text,
            f"{row.batch.code} · {row.name}",
            row.get_absolute_url(),
            row.starts_at,
            None,
            "calendar",
        )
        for row in rows[: MOST + 1]
    ]

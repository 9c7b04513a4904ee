"""Tasks from attendance: rolls that nobody called, and sources that say different things."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.training.attendance.roll_queries import closes_at, contradicted, uncalled
from market.training.classes.people import taught_by
from market.training.models import ClassSession

Role = User.Role
OFFICERS_AFTER = timedelta(days=3)


@task_source(order=92, roles=(Role.TRAINER,))
def roll_tasks(home: Home) -> list[Task]:
    """Classes of the user whose roll nobody called within a day."""
    rows = uncalled().filter(pk__in=taught_by(home.user).values("pk")).select_related("batch").order_by("ends_at", "pk")
    return [_task(row, "call_roll", _("Call the roll of your class")) for row in rows[: MOST + 1]]


@task_source(order=92, roles=(Role.TRAINER,))
def contradiction_tasks(home: Home) -> list[Task]:
    """Classes of the user in which the sources say different things of somebody."""
    own = taught_by(home.user).values("pk")
    rows = contradicted(is_closed=False).filter(pk__in=own).select_related("batch")
    text = _("Settle who was there: a code or another device says something else")
    return [_task(row, "settle_roll", text, _people(row)) for row in rows[: MOST + 1]]


@task_source(order=89, roles=(Role.OFFICER,))
def late_contradiction_tasks(home: Home) -> list[Task]:
    """Classes in which the sources still say different things of somebody, and whose roll is closed."""
    rows = contradicted(is_closed=True).select_related("batch")
    text, desk = _("The trainer has not settled who was there: settle it"), reverse("programme_desk")
    return [_task(row, "late_contradiction", text, _people(row), desk) for row in rows[: MOST + 1]]


@task_source(order=88, roles=(Role.OFFICER,))
def missing_roll_tasks(home: Home) -> list[Task]:
    """Classes whose roll nobody called within three days."""
    rows = uncalled().filter(ends_at__lt=clock.now() - OFFICERS_AFTER).select_related("batch").order_by("ends_at", "pk")
    text = _("Nobody has called the roll of this class: ask its trainer")
    desk = reverse("programme_desk")
    return [_task(row, "missing_roll", text, desk=desk) for row in rows[: MOST + 1]]


def _people(row: ClassSession) -> int:
    return row.people  # type: ignore[attr-defined,no-any-return]  # the annotation


def _task(row: ClassSession, kind: str, text: object, count: int | None = None, desk: str = "") -> Task:
    about, url = f"{row.batch.code} · {row.name}", reverse("class_roll", args=[row.pk])
    due = closes_at(row)
    return Task(kind, STAFF, text, about, url, due, None, "people", row.ends_at, count, desk=desk)  # type: ignore[arg-type]  # lazy

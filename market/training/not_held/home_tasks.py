"""Tasks from reports about classes: of officers, and of the trainer who is asked."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.training.models import ClassInquiry

Role = User.Role


def _task(row: ClassInquiry, kind: str, text: object, desk: str = "") -> Task:
    about = f"{row.session.batch.code} · {row.session.name}"
    return Task(kind, STAFF, text, about, row.get_absolute_url(), row.answer_until, mark="flag", desk=desk)  # type: ignore[arg-type]  # a lazy text


@task_source(order=86, roles=(Role.OFFICER,))
def class_report_tasks(home: Home) -> list[Task]:
    """Reported classes on which the user can decide: the trainer has answered, or had the time to."""
    rows = ClassInquiry.objects.visible_to(home.user).waiting().exclude(trainer=home.user)
    heard = Q(answered_at__isnull=False) | Q(trainer=None) | Q(answer_until__lte=clock.now())
    due = rows.filter(heard).select_related("session__batch").order_by("answer_until", "pk")
    text, desk = _("Decide whether the class took place"), reverse("class_reports")
    return [_task(row, "class_report", text, desk) for row in due[: MOST + 1]]


@task_source(order=93, roles=(Role.TRAINER,))
def asked_class_tasks(home: Home) -> list[Task]:
    """Classes of the user about which the office asks."""
    rows = ClassInquiry.objects.waiting().filter(trainer=home.user, answered_at=None)
    text = _("Answer the office about your class")
    return [
        _task(row, "answer_class_report", text)
        for row in rows.select_related("session__batch").order_by("answer_until", "pk")[: MOST + 1]
    ]

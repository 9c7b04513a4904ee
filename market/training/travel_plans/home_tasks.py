"""Tasks from face-to-face classes to which nobody has planned a journey that fits: of trainers, later of officers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.training.models import ClassSession
from market.training.travel_plans.queries import OFFICER_DAYS, TRAINER_DAYS, unplanned

Role = User.Role


@task_source(order=94, roles=(Role.TRAINER,))
def travel_tasks(home: Home) -> list[Task]:
    """Face-to-face classes of the next seven days that the user gives."""
    rows = unplanned(TRAINER_DAYS).filter(trainer=home.user)[: MOST + 1]
    text, desk = _("Plan your journey to the class"), reverse("my_travel")
    return [_task("travel_plan", text, row, reverse("my_travel"), desk) for row in rows]


@task_source(order=87, roles=(Role.OFFICER,))
def missing_travel_tasks(home: Home) -> list[Task]:
    """Face-to-face classes of the next three days to which no trainer has a journey."""
    text, desk = _("Ask the trainer about the journey to the class"), f"{reverse('travel_desk')}?state=missing"
    return [_task("missing_travel", text, row, desk, desk) for row in unplanned(OFFICER_DAYS)[: MOST + 1]]


def _task(kind: str, text: object, row: ClassSession, url: str, desk: str) -> Task:
    about = f"{row.batch.code} · {row.name}"
    return Task(kind, STAFF, text, about, url, row.starts_at, mark="calendar", desk=desk)  # type: ignore[arg-type]  # a lazy text

"""Tasks from grievances: of the office."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.training.models import Grievance

Role = User.Role


@task_source(order=84, roles=(Role.OFFICER, Role.LEAD))
def grievance_tasks(home: Home) -> list[Task]:
    """Grievances that nobody has in hand, and those that the user has; late ones stay until they are answered."""
    rows = Grievance.objects.visible_to(home.user).waiting()
    mine = rows.filter(Q(officer=None) | Q(officer=home.user)).exclude(first_officer=home.user)
    take, answer = _("Take the grievance in hand"), _("Answer the grievance")
    return [
        Task(
            "grievance",
            STAFF,
            answer if row.officer_id else take,
            row.number,
            row.get_absolute_url(),
            row.due_at if row.officer_id else row.seen_due_at,
            mark="flag",
            since=row.received_at,
            is_urgent=row.kind in Grievance.URGENT,
            is_late=row.is_late,
            desk=reverse("grievance_desk"),
        )
        for row in mine.order_by("due_at", "pk")[: MOST + 1]
    ]

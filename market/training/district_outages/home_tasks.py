"""Tasks from outages of districts: of the officer who confirms one."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.training.models import DistrictOutage


@task_source(order=84, roles=(User.Role.OFFICER,))
def outage_tasks(home: Home) -> list[Task]:
    """Outages that another officer entered after they had begun."""
    rows = DistrictOutage.objects.waiting().exclude(changes__by=home.user).select_related("district")
    text, desk = _("Confirm or refuse an outage of a district"), reverse("outages")
    return [
        Task(
            "confirm_outage",
            STAFF,
            text,
            f"{row.get_reason_display()} · {row.district.name}",
            row.get_absolute_url(),
            row.confirm_until,
            mark="warning",
            desk=desk,
        )
        for row in rows.order_by("from_at", "pk")[: MOST + 1]
    ]

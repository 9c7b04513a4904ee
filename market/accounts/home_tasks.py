"""Tasks of leads: to review what was done by an emergency role."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import EmergencyRight, User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source


@task_source(order=70, roles=(User.Role.LEAD,))
def emergency_tasks(home: Home) -> list[Task]:
    """Emergency roles that have ended and wait for this lead's review."""
    rows = EmergencyRight.objects.visible_to(home.user).to_close().exclude(user=home.user).select_related("user")
    text = _("Look at what was done in an emergency")
    return [
        Task(
            "emergency",
            STAFF,
            text,
            f"{row.user.shown_name} · {row.get_role_display()}",
            row.get_absolute_url(),
            since=row.ended_at,
        )
        for row in rows.order_by("ended_at")[: MOST + 1]
    ]

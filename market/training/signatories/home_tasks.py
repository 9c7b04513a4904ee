"""Tasks from seals and signatures: of the officer who confirms them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source
from market.core.text.formats import format_day
from market.core.text.locale import language
from market.training.models import Signatories


@task_source(order=87, roles=(User.Role.OFFICER,))
def signatories_tasks(home: Home) -> list[Task]:
    """A seal and signatures that another officer proposed."""
    rows = Signatories.objects.filter(state=Signatories.State.PROPOSED).exclude(proposed_by=home.user)
    text, page = _("Confirm or refuse a seal and signatures"), reverse("signatories")
    columns = rows.order_by("pk").only("valid_from", "proposed_at")  # without the pictures
    return [
        Task(
            "signatories",
            STAFF,
            text,
            format_day(row.valid_from, language()),
            page,
            mark="certificate",
            since=row.proposed_at,
        )
        for row in columns[: MOST + 1]
    ]

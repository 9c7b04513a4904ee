"""Tasks from the tracer: of graduates who are asked."""

from django.utils.translation import gettext_lazy as _

from market.core.base.home_tasks import MOST, TRAINEE, Home, Task, task_source
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.models import TracerRound


@task_source(order=110, facts=("certificate",))
def tracer_tasks(home: Home) -> list[Task]:
    """Open rounds that the graduate has not answered."""
    rows = TracerRound.objects.open().unanswered().filter(certificate__holder=home.user).order_by("ends_at")
    text, about = _("Answer five questions: how are you doing?"), _("%(months)s months after your certificate")
    return [
        Task(
            "tracer",
            TRAINEE,
            text,
            str(about) % {"months": format_number(row.months, language())},
            row.get_absolute_url(),
            row.ends_at,
            mark="edit",
            since=row.starts_at,
        )
        for row in rows[: MOST + 1]
    ]

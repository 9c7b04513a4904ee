"""Tasks of trainers: trainees who wait for an answer."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.coaching.mentoring import home_tasks as mentoring
from market.coaching.support.queries import goal, waiting_for
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, Home, Task, task_source

__all__ = ["mentoring", "support_tasks"]


@task_source(order=92, roles=(User.Role.TRAINER,))
def support_tasks(home: Home) -> list[Task]:
    """Trainees who wrote to their trainers, the one who waits longest first."""
    tasks = []
    for row in waiting_for(home.user)[: MOST + 1]:
        due = (row.waits_since or clock.now()) + goal()
        about, url = f"{row.enrolment.batch.code} · {row.enrolment.name}", row.conversation.get_absolute_url()
        tasks.append(
            Task(
                "answer_trainee",
                STAFF,
                _("Answer your trainee"),
                about,
                url,
                due,
                mark="message",
                since=row.waits_since,
                is_late=due < clock.now(),
            )
        )
    return tasks

"""Tasks of vivas: to come to one, and to say what came of it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.home_tasks import ME, MOST, STAFF, TRAINEE, Home, Task, register_facts, task_source
from market.learning.exams.actions import ROLES
from market.learning.exams.queries import titles_of
from market.learning.vivas.models import Viva

register_facts(viva=Viva.objects.waiting().filter(sitting__user=ME))


@task_source(order=21, facts=("viva",))
def viva_tasks(home: Home) -> list[Task]:
    """Talks about the user's own papers."""
    rows = Viva.objects.waiting().filter(sitting__user=home.user).select_related("sitting__exam__course")
    titles = titles_of([each.sitting.exam for each in rows])
    text = _("Come and talk about your exam")
    return [
        Task(
            "viva",
            TRAINEE,
            text,
            titles[row.sitting.exam_id],
            row.sitting.get_absolute_url(),
            mark="message",
            due=row.at,
        )
        for row in rows
    ]


@task_source(order=23, roles=ROLES)
def viva_decision_tasks(home: Home) -> list[Task]:
    """Talks that have taken place, of exams that the user runs."""
    rows = Viva.objects.run_by(home.user).waiting().filter(at__lte=clock.now())
    rows = rows.select_related("sitting__exam__course")[: MOST + 1]
    titles = titles_of([each.sitting.exam for each in rows])
    return [
        Task(
            "decide_viva",
            STAFF,
            _("Say what came of a talk about an exam"),
            titles[row.sitting.exam_id],
            row.get_absolute_url(),
            mark="message",
            since=row.at,
            desk=reverse("exam_desk"),
        )
        for row in rows
    ]

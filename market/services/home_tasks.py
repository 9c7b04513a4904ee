"""Tasks of clients who ordered a service."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import CLIENT, ME, MOST, Home, Task, register_facts, task_source
from market.core.base.prepared import prepared
from market.services.models import Order, Service

register_facts(served=Service.objects.filter(freelancer=ME, state=Service.State.LIVE))


@task_source(order=30, facts=("hires",))
def order_tasks(home: Home) -> list[Task]:
    """Paid orders of services with questions that the client has not answered."""
    return [
        Task(
            "answer_questions",
            CLIENT,
            _("Answer her questions, so that she can begin"),
            row.title,
            reverse("answer_questions", args=[row.contract_id]),
            mark="message",
            since=row.paid_at,
        )
        for row in _orders(home.user)
    ]


@prepared
def _orders(user: User) -> QuerySet[Order]:
    rows = Order.objects.open().filter(client=user, paid_at__isnull=False, answers__contains=[{"answer": ""}])
    return rows.order_by("paid_at")[: MOST + 1]

"""Tasks from reviews: to write one before its deadline."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.naming import work_named
from market.core.base import clock
from market.core.base.home_tasks import CLIENT, FREELANCER, ME, MOST, Home, Task, register_facts, task_source
from market.core.base.prepared import prepared
from market.reviews.models import Exchange
from market.reviews.queries import exchanges_to_review

EITHER_SIDE = Q(contract__client=ME) | Q(contract__freelancer=ME)
register_facts(reviewable=Exchange.objects.open().filter(EITHER_SIDE).exclude(reviews__author=ME))


@task_source(order=60, facts=("reviewable",))
def review_tasks(home: Home) -> list[Task]:
    """Finished contracts that the user has not reviewed."""
    tasks = []
    for row in _exchanges(home.user, clock.now()):
        side = CLIENT if row.contract.client_id == home.user.pk else FREELANCER
        url, text = reverse("review_contract", args=[row.contract_id]), _("Review the work")
        tasks.append(
            Task("write_review", side, text, work_named(row.contract, home.user), url, row.due_at, mark="star")
        )
    return tasks


@prepared
def _exchanges(user: User, now: datetime) -> QuerySet[Exchange]:
    return exchanges_to_review(user, now)[: MOST + 1]

"""Tasks from reviews: to write one before its deadline."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.prepared import prepared
from market.reviews.models import Exchange
from market.reviews.queries import exchanges_to_review
from market.site.home.tasks import CLIENT, FREELANCER, MOST, Task


def review_tasks(user: User) -> list[Task]:
    """Finished contracts that the user has not reviewed."""
    tasks = []
    for row in _exchanges(user, clock.now()):
        side = CLIENT if row.contract.client_id == user.pk else FREELANCER
        url, text = reverse("review_contract", args=[row.contract_id]), _("Review the work")
        tasks.append(Task("write_review", side, text, row.contract.title, url, row.due_at, mark="star"))
    return tasks


@prepared
def _exchanges(user: User, now: datetime) -> QuerySet[Exchange]:
    return exchanges_to_review(user, now)[: MOST + 1]

"""Claims that wait for somebody."""

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.training.models import OutageClaim


def claims_to_decide(user: User) -> "QuerySet[OutageClaim]":
    """Open claims that the user has to decide, the most urgent first: a trainer's in time, officers' once they are late
    or nobody teaches the batch."""
    rows, mine = OutageClaim.objects.open(), Q(pk__in=[])
    if user.has_own_role(User.Role.OFFICER):
        mine |= Q(escalated_at__isnull=False)
    if user.has_own_role(User.Role.TRAINER):
        mine |= Q(escalated_at=None, pk__in=rows.taught_by(user).values("pk"))
    return rows.filter(mine).exclude(enrolment__trainee=user).order_by("due_at", "pk")

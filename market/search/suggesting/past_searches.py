"""Reading a user's own past searches."""

from typing import TYPE_CHECKING

from market.core.base.prepared import prepared
from market.search.models import PastSearch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from market.accounts.models import User

MOST_KEPT = 10


def past_searches(user: "User | AnonymousUser") -> list[PastSearch]:
    """The last searches of a user, newest first; none of a visitor."""
    return _past_searches(user.pk) if user.is_authenticated else []


@prepared
def _past_searches(user_id: int) -> "QuerySet[PastSearch]":
    return PastSearch.objects.filter(user=user_id).order_by("-at", "-pk")[:MOST_KEPT]

"""Keeping a user's own past searches: the last ten, until the user clears them or closes the account."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.text.bangla import nfc
from market.search.models import PastSearch
from market.search.suggesting.past_searches import past_searches


@atomic
def record_search(*, by: User, q: str, in_list: str) -> PastSearch:
    """Keep these words as the user's newest search in "talent", "services", "jobs" or all (""), and the last ten."""
    search, _ = PastSearch.objects.update_or_create(
        user=by, q=nfc(q).strip(), list=in_list, defaults={"at": clock.now()}
    )
    newest = [each.pk for each in past_searches(by)]
    PastSearch.objects.filter(user=by).exclude(pk__in=newest).delete()
    return search


@atomic
def clear_past_searches(*, by: User) -> None:
    """Delete all of the user's past searches."""
    PastSearch.objects.filter(user=by).delete()

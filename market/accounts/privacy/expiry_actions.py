"""Deleting sessions and tokens that have expired: nobody can use them, and their tables would grow for ever."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from knox.models import AuthToken

from market.accounts.models import Device
from market.accounts.sign_in.device_actions import GOOD_FOR
from market.core.base import clock

# A form that was sent just after a session ended is found in it for an hour (`kept_forms`); devices name their session.
LEEWAY = timedelta(days=1)
AT_ONCE, MOST_ROUNDS = 1000, 200


def forget_expired() -> int:
    """Delete sessions and tokens that expired a day ago or earlier, some at a time; the rest waits for the next night.
    So are shared devices whose session is over, once no link can disown their sign-in any more.

    Returns how many were deleted.
    """
    before = clock.wall() - LEEWAY
    sessions, tokens = Session.objects.filter(expire_date__lt=before), AuthToken.objects.filter(expiry__lt=before)
    last = clock.now() - settings.SESSION_LIFE - timedelta(seconds=GOOD_FOR)
    shared = Device.objects.filter(is_shared=True, signed_in_at__lt=last)
    return _delete(sessions) + _delete(tokens) + _delete(shared)


def _delete(rows: QuerySet[Any]) -> int:
    count = 0
    for _round in range(MOST_ROUNDS):
        keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            break
        rows.filter(pk__in=keys).delete()
        count += len(keys)
    return count

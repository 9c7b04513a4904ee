"""When tokens end: on their day; one of staff some minutes after it was last used, as their sessions do.

The end stands in the row that knox reads, and the watch over sockets too, so that no request has to come for it to end.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from market.accounts.models import ApiToken, User
from market.accounts.sign_in.idling import is_by_itself
from market.core.base import clock

EVERY = timedelta(seconds=10)  # uses of one moment are written once


def end_of(person: User, last: datetime | None) -> datetime | None:
    """When a token of the user's that is used now ends, if it is not used again."""
    if not person.is_staff:
        return last
    idle = clock.wall() + settings.STAFF_IDLE
    return idle if last is None else min(last, idle)


def stay_awake(grant: ApiToken, request: HttpRequest) -> None:
    """A token of staff lasts anew from this use on. What a program asks for by itself is none.

    One from before its person worked for the site gets its end by this as well.
    """
    token, end = grant.token, end_of(grant.user, grant.expires_at)
    is_later = token.expiry is not None and end is not None and end - token.expiry > EVERY
    is_too_far = token.expiry is None or (end is not None and token.expiry > end)
    if is_too_far or (is_later and not is_by_itself(request)):
        token.expiry = end
        token.save(update_fields=["expiry"])

"""The key of a person's calendar address."""

import secrets
from typing import TYPE_CHECKING

from market.contracts.models import CalendarKey
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def renew_calendar(*, by: "User") -> CalendarKey:
    """A new address for her calendar; the one before leads nowhere from now on."""
    fresh = {"key": secrets.token_urlsafe(32), "made_at": clock.now()}
    key, _is_new = CalendarKey.objects.update_or_create(user=by, defaults=fresh)
    audit("calendar.renewed", by=by, on=key)
    return key


@atomic
def end_calendar(*, by: "User") -> None:
    """Her calendar has no address any more. Does nothing if it had none."""
    key = CalendarKey.objects.select_for_update(no_key=True).filter(user=by).first()
    if key is not None:
        audit("calendar.ended", by=by, on=key)
        key.delete()

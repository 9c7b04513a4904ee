"""The key in the address of a user's calendar."""

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
    """Give the user's calendar a new address; the old one is invalid from now on."""
    fresh = {"key": secrets.token_urlsafe(32), "made_at": clock.now()}
    key, _is_new = CalendarKey.objects.update_or_create(user=by, defaults=fresh)
    audit("calendar.renewed", by=by, on=key)
    return key


@atomic
def end_calendar(*, by: "User") -> None:
    """Remove the address of the user's calendar. Does nothing if it had none."""
    key = CalendarKey.objects.select_for_update(no_key=True).filter(user=by).first()
    if key is not None:
        audit("calendar.ended", by=by, on=key)
        key.delete()

"""Sessions in the database; each has a last day, and one of staff ends some minutes after the last act, by wall
time.

The end stands in the row, so that whatever reads sessions knows it: pages, the API, tickets, and the watch that closes
sockets within a second.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from market.core.base import clock
from market.core.base.prepared import prepared

ACTIVE_AT = "active_at"  # of the last request of the user; only in sessions of staff
STARTED_AT = "started_at"  # of the sign-in: whatever is done, a session ends some weeks after that


@prepared
def _living(key: str | None, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's, with those ends, and read by a prepared statement: nearly every request does it."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When it ends unless something is done until then."""
        ends: list[datetime] = [super().get_expiry_date(**kwargs)]
        for name, life in ((ACTIVE_AT, settings.STAFF_IDLE), (STARTED_AT, settings.SESSION_LIFE)):
            if instant := self.get(name):
                ends.append(datetime.fromisoformat(instant) + life)
        return min(ends)

    def _get_session_from_db(self) -> Session | None:
        for session in _living(self.session_key, clock.wall()):
            return session
        self._session_key = None
        return None

"""Sessions in the database; each has a last day, and one of staff ends some minutes after the last act, by wall
time.

The end stands in the row, so that whatever reads sessions knows it: pages, the API, tickets, and the watch that closes
sockets within a second.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

ACTIVE_AT = "active_at"  # of the last request of the user; only in sessions of staff
STARTED_AT = "started_at"  # of the sign-in: whatever is done, a session ends some weeks after that


class SessionStore(db.SessionStore):
    """Django's, with those ends."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When it ends unless something is done until then."""
        ends: list[datetime] = [super().get_expiry_date(**kwargs)]
        for name, life in ((ACTIVE_AT, settings.STAFF_IDLE), (STARTED_AT, settings.SESSION_LIFE)):
            if instant := self.get(name):
                ends.append(datetime.fromisoformat(instant) + life)
        return min(ends)

"""Sessions in the database; one of staff ends some minutes after the last thing that she did, by wall time.

The end stands in the row, so that whatever reads sessions knows it: pages, the API, tickets, and the watch that closes
sockets within a second.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

ACTIVE_AT = "active_at"  # when she last did something; only in sessions of staff


class SessionStore(db.SessionStore):
    """Django's, with that end."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When it ends unless something is done until then."""
        usual: datetime = super().get_expiry_date(**kwargs)
        active = self.get(ACTIVE_AT)
        return usual if active is None else min(usual, datetime.fromisoformat(active) + settings.STAFF_IDLE)

"""In-process rate limits for expensive reads.

Counted in memory, so that a page that is only read writes nothing. With several processes each counts for itself.
"""

import threading
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from market.core.base.errors import TooMany
from market.core.web import clients

MINUTE = 60.0
MOST = 20_000  # clients in a minute; who comes after them share one count
OTHERS = "others"


class RateLimit:
    """So many `times` a minute for each user, or for each network of those who are not signed in."""

    def __init__(self, times: Callable[[], int]) -> None:
        self._times, self._lock = times, threading.Lock()
        self._minute, self._counts = 0, dict[str, int]()

    def forget(self) -> None:
        """Begin anew."""
        self._counts = {}

    def check(self, request: HttpRequest | Request, uses: int = 1) -> None:
        """Count so many `uses`. Raises TooMany past the limit."""
        user = getattr(request, "user", None)
        who = f"user {user.pk}" if user is not None and user.is_authenticated else clients.of(request).network
        minute, into = divmod(monotonic(), MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = int(minute), {}
            if who not in self._counts and len(self._counts) >= MOST:
                who = OTHERS
            used = self._counts[who] = self._counts.get(who, 0) + uses
        if used > self._times():
            raise TooMany(retry_after=int(MINUTE - into) + 1)


searches = RateLimit(lambda: settings.LIFECYCLE.searches_per_client_minute)
suggestions = RateLimit(lambda: 5 * settings.LIFECYCLE.searches_per_client_minute)  # asked for while somebody types

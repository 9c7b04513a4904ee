"""ConnectionLimit for connections and sockets of this process: so many in all, so many for one client.

Sockets have their own number, well below that of descriptors: pages are answered, and the database is reached, also
when every place for a socket is taken.
"""

import logging
import time
from collections import Counter

from market.runtime.descriptors import Bounds, bounds

log = logging.getLogger(__name__)
FEW = 2000
QUIET = 10.0  # seconds between two lines in the log about the same


class ConnectionLimit:
    """So many, counted by client; None is a client that nobody counts."""

    def __init__(self, what: str, most: int, limit_per_client: int) -> None:
        self.what, self.limit, self.limit_per_client = what, most, limit_per_client
        self.taken = 0
        self._of: Counter[str] = Counter()
        self._noted = float("-inf")

    def take(self, client: str | None) -> bool:
        """Take a place. False where there is none: the log says so, now and then."""
        if self.is_full:
            self.say_full()
            return False
        if client is not None and self._of[client] >= self.limit_per_client:
            self._note("%s has all the %s %s that one client may have.", client, self.limit_per_client, self.what)
            return False
        self.taken += 1
        if client is not None:
            self._of[client] += 1
        return True

    def free(self, client: str | None) -> None:
        """Give a place back."""
        self.taken -= 1
        if client is not None:
            self._of[client] -= 1
            if not self._of[client]:
                del self._of[client]

    @property
    def is_full(self) -> bool:
        """Whether none is left."""
        return self.taken >= self.limit

    def say_full(self) -> None:
        """A line in the log, now and then."""
        self._note("All %s places for %s are taken.", self.limit, self.what)

    def __str__(self) -> str:
        return f"{self.taken} of {self.limit}"

    def _note(self, sentence: str, *facts: object) -> None:
        if time.monotonic() - self._noted > QUIET:
            self._noted = time.monotonic()
            log.warning(sentence, *facts)


def places(limits: Bounds) -> tuple[ConnectionLimit, ConnectionLimit]:
    """Those for connections of HTTP, and those for sockets."""
    http = limits.connections - limits.sockets
    return (
        ConnectionLimit("connections", http, limits.of_one(http)),
        ConnectionLimit("sockets", limits.sockets, limits.of_one(limits.sockets)),
    )


_bounds = bounds()
connections, sockets = places(_bounds)


def say_if_few() -> None:
    """A line in the log where the system's limit of open files leaves few places."""
    if _bounds.connections < FEW:
        sentence = "The limit of open files leaves places for %s sockets and %s other connections: raise LimitNOFILE."
        log.warning(sentence, sockets.limit, connections.limit)

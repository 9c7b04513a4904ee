"""What requests may take of this process at a time: room for bodies and answers, and turns at its threads."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class Space:
    """Bytes of bodies and answers that are held until they are processed, in memory and in temporary files."""

    def __init__(self, most: int, limit_per_client: int) -> None:
        self.limit, self.limit_per_client = most, limit_per_client
        self.taken = 0
        self._of: Counter[str] = Counter()

    def take(self, size: int, client: str | None) -> bool:
        """Take room for so many bytes. False where it is not there; None is a client that nobody counts."""
        if self.taken + size > self.limit or (client is not None and self._of[client] + size > self.limit_per_client):
            return False
        self.taken += size
        if client is not None:
            self._of[client] += size
        return True

    def free(self, size: int, client: str | None) -> None:
        """Give it back."""
        self.taken -= size
        if client is not None:
            self._of[client] -= size
            if not self._of[client]:
                del self._of[client]


class NoTurn(Exception):
    """Too many wait already."""


@dataclass
class Gate:
    """One client's turns, and how many of its requests have or want one."""

    turns: asyncio.Semaphore
    requests: int = field(default=0)


class Turns:
    """The threads: one client has some of them at a time; what it wants beyond waits for these, not for others'."""

    def __init__(self, at_once: int, most: int, limit_per_client: int) -> None:
        self._at_once, self._limit, self._limit_per_client = at_once, most, limit_per_client
        self._requests = 0
        self._gates: dict[str, Gate] = {}

    @asynccontextmanager
    async def turn(self, client: str | None) -> AsyncIterator[None]:
        """Wait for a turn, and have it. Raises NoTurn where too many wait."""
        if self._requests >= self._limit:
            raise NoTurn
        self._requests += 1
        try:
            if client is None:
                yield
            else:
                async with self._of(client):
                    yield
        finally:
            self._requests -= 1

    @asynccontextmanager
    async def _of(self, client: str) -> AsyncIterator[None]:
        gate = self._gates.setdefault(client, Gate(asyncio.Semaphore(self._at_once)))
        if gate.requests >= self._limit_per_client:
            raise NoTurn
        gate.requests += 1
        try:
            async with gate.turns:
                yield
        finally:
            gate.requests -= 1
            if not gate.requests:
                del self._gates[client]

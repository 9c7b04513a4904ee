"""The open sockets of this process, and how hints reach them and those of other processes.

Within one process news go straight to the sockets. Only with a Redis between them (REDIS_URL) do they also go to the
other processes; whether they arrive there or not, nothing is lost: a hint is never the truth.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from market.realtime import frames
from market.realtime.gaps import Gaps
from market.realtime.relay import Relay
from market.realtime.sockets import Socket, encode


class Hub:
    """Sockets by person. Everything but `push` is called on the loop's thread."""

    def __init__(self) -> None:
        self._sockets: dict[int, set[Socket]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._relay = Relay(self.push_here, self.missed)
        self.gaps = Gaps()
        self.is_closed = False

    def add(self, socket: Socket) -> bool:
        """Know a socket. Returns whether it is the first of its person."""
        self._loop = asyncio.get_running_loop()
        sockets = self._sockets.setdefault(socket.user.pk, set())
        sockets.add(socket)
        if len(sockets) == 1:
            self._relay.listen(socket.user.pk)
        return len(sockets) == 1

    def remove(self, socket: Socket) -> bool:
        """Forget a socket. Returns whether it was the last of its person."""
        sockets = self._sockets.get(socket.user.pk, set())
        sockets.discard(socket)
        if not sockets and self._sockets.pop(socket.user.pk, None) is not None:
            self._relay.leave(socket.user.pk)
            return True
        return False

    def of(self, user_id: int) -> Iterable[Socket]:
        """The open sockets of a person."""
        return self._sockets.get(user_id, ())

    def all(self) -> list[Socket]:
        """Every open socket."""
        return [socket for sockets in self._sockets.values() for socket in sockets]

    def push(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        """Send a frame to these people's sockets, here and in other processes. From any thread; returns at once."""
        self.push_here(user_ids, frame)
        self._relay.send(user_ids, frame)

    def push_here(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        """Send a frame to these people's sockets in this process. From any thread."""
        loop = self._loop
        if loop is not None and self._sockets:
            with suppress(RuntimeError):  # the loop has ended: so have its sockets
                loop.call_soon_threadsafe(self.deliver, user_ids, frame)

    def push_elsewhere(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        """Send a frame to these people's sockets in other processes only."""
        self._relay.send(user_ids, frame)

    def missed(self, user_ids: list[int] | None, certain: bool) -> None:
        """Hints for these people (None: all of them here) may have been lost, or were for certain. From any thread."""
        loop = self._loop
        if loop is not None and self._sockets:
            with suppress(RuntimeError):  # the loop has ended: so have its sockets
                loop.call_soon_threadsafe(self._look_after, user_ids, certain)

    def _look_after(self, user_ids: list[int] | None, certain: bool) -> None:
        people = self._sockets if user_ids is None else user_ids
        self.gaps.look((socket for user_id in people for socket in self.of(user_id)), certain=certain)

    def stop(self) -> None:
        """No hints reach or leave this process any more."""
        self._relay.stop()

    def deliver(self, user_ids: Iterable[int], frame: dict[str, Any]) -> None:
        """Give a frame to these people's sockets now: a hint to its function, anything else as it is."""
        take = frames.hints.get(frame["type"])
        text = "" if take else encode(frame)
        for user_id in user_ids:
            for socket in list(self.of(user_id)):
                if take:
                    take(socket, frame)
                else:
                    socket.put_text(text)


hub = Hub()

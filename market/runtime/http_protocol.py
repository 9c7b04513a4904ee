"""uvicorn's protocol of HTTP/1.1, with bounds: a head has a size and a time, and connections have a number.

uvicorn itself takes heads without end in either, and a connection for each descriptor. When all places are taken, the
connection goes that has waited longest without a whole request: pages are answered also while a thousand half ones
stand.
"""

import asyncio
from itertools import islice

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from market.core.web.callers import peer
from market.runtime import connection_limits
from market.runtime.early_answers import on_the_wire

LARGEST_HEAD = 64 * 1024  # bytes of a request that are not its body
HEAD_SECONDS = 15.0
LINGER_SECONDS, LINGER_BYTES = 2.0, 1024 * 1024  # what a refused client may still send while it reads why
LINGER_AT_ONCE = 64
LOOKED_AT = 1000  # connections at hand among which one is looked for that only reads slowly


class Queue:
    """The connections of a process by what they do; in each stage who came first stands first."""

    WAITS, SENDS, IS_ANSWERED = range(3)

    def __init__(self) -> None:
        self._stages: tuple[dict[BoundedProtocol, None], ...] = ({}, {}, {})
        self.lingering = 0

    def move(self, connection: "BoundedProtocol", stage: int | None) -> None:
        """It waits for a request, sends one or is answered from now on; None: it is gone."""
        for each in self._stages:
            each.pop(connection, None)
        if stage is not None:
            self._stages[stage][connection] = None

    def make_room(self) -> None:
        """End the connection that can best be spared, if any can."""
        waiting, sending, answered = self._stages
        slow = (each for each in islice(answered, LOOKED_AT) if each.transport.get_write_buffer_size())
        spared = next(iter(waiting), None) or next(iter(sending), None) or next(slow, None)
        if spared is not None:
            spared.give_way()


queue = Queue()


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    head_seconds = HEAD_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come. Where there is no place for it, it is told so."""
        super().connection_made(transport)
        self._peer = peer(self.client[0] if self.client else None)
        self._timer: asyncio.TimerHandle | None = None
        self._overhead = self._in_body = self._spent = 0
        self._begins = self._is_refused = False
        if connection_limits.connections.is_full:
            connection_limits.connections.say_full()
            queue.make_room()
        self._has_place = connection_limits.connections.take(self._peer)
        if self._has_place:
            queue.move(self, Queue.WAITS)
            self._await_head()
        else:
            self._turn_away(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have come. All that is not a body is counted: heads, trailers, and the marks of chunks."""
        if self._is_refused:
            self._spent += len(data)
            if self._spent > LINGER_BYTES:
                self.transport.abort()
            return
        self._begins, before = False, self._in_body
        super().data_received(data)
        if self._is_refused or self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if not self._begins:
            self._overhead += len(data) - (self._in_body - before)
        if self._overhead > LARGEST_HEAD + self._in_body:
            self._turn_away(431)
        elif not self._has_request and self._timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._begins, self._overhead, self._in_body = True, 0, 0

    def on_headers_complete(self) -> None:
        """A head is whole: its request is at hand from now on."""
        self._head_is_there()
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > LARGEST_HEAD:
            self._turn_away(431)
        if not self._is_refused:
            queue.move(self, Queue.SENDS)
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        if not self._is_refused:
            self._in_body += len(body)
            super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        if not self._is_refused:
            queue.move(self, Queue.IS_ANSWERED)
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """A request is answered: the next one is waited for."""
        super().on_response_complete()
        if self._has_place and not self._has_request:
            queue.move(self, Queue.WAITS)

    def handle_websocket_upgrade(self) -> None:
        """It becomes a socket: those have places of their own."""
        if connection_limits.sockets.is_full:
            connection_limits.sockets.say_full()
            self._turn_away(503)
            return
        self._leave()
        super().handle_websocket_upgrade()

    def give_way(self) -> None:
        """Somebody else needs the place of this connection."""
        self._leave()
        self.transport.abort()

    @property
    def _has_request(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _leave(self) -> None:
        self._head_is_there()
        queue.move(self, None)
        if self._has_place:
            self._has_place = False
            connection_limits.connections.free(self._peer)

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self._is_too_slow)

    def _head_is_there(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_too_slow(self) -> None:
        self._timer = None
        if self.scope is None:
            self.transport.close()  # it never said a word
        elif not self._has_request:
            self._turn_away(408)

    def _turn_away(self, status: int) -> None:
        """Say why, take no more, and close once that can be read. With an answer under way, just end."""
        self._is_refused = True
        self._leave()
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None
        if self._has_request:
            self.transport.abort()
            return
        path, headers = (self.url.decode("latin-1"), self.headers) if self.scope else ("", [])
        self.transport.write(on_the_wire(status, path, headers))
        if queue.lingering >= LINGER_AT_ONCE:
            self.transport.close()
            return
        queue.lingering += 1
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self._end)

    def _end(self) -> None:
        queue.lingering -= 1
        if not self.transport.is_closing():
            self.transport.abort()

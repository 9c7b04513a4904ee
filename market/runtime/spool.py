"""Between the loop and the threads: a slow phone holds memory of the loop and a little disk, never a thread.

A request's body is taken in whole, on the loop, before the application gets a thread; what the application answers is
taken whole as well, so that its thread is free at once, and then sent as fast as the client reads. All of it together
has a bound, and so has one client's share.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack, suppress
from dataclasses import KW_ONLY, dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from market.core.web.callers import client_of
from market.runtime.early_answers import answer_without_database, early_answer
from market.runtime.space import NoTurn, Space, Turns

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Largest = Callable[[Scope], Awaitable[int]]

CHUNK = 64 * 1024
IN_MEMORY = 256 * 1024
SMALL = 1024 * 1024  # what anybody may send anywhere: words
LINGER = 10.0  # seconds in which a body that is not taken is let pass, so that its sender reads why
FILES_AT_ONCE = 4  # of the largest, in one request
SAFE_METHODS = ("GET", "HEAD")  # requests that change nothing
CHECK_EVERY = 1.0  # seconds after which an answer under way is looked at


class RequestRefused(Exception):
    """A request that does not reach the application; `status` is what the client is told, for want of a database
    where it is `without_database`."""

    def __init__(self, status: int, *, without_database: bool = False) -> None:
        super().__init__(status)
        self.status, self.without_database = status, without_database


class ClientGone(Exception):
    """The client left."""


@dataclass
class Request:
    """One request on its way: what it took of the room stands in `room`, and is given back at its end."""

    scope: Scope
    receive: Receive
    send: Send
    space: Space
    client: str | None
    room: dict[str | None, int] = field(default_factory=dict)

    def take(self, size: int, client: str | None = None) -> bool:
        """Take room. False where there is none."""
        is_there = self.space.take(size, client)
        if is_there:
            self.room[client] = self.room.get(client, 0) + size
        return is_there

    def free(self) -> None:
        """Give all room back."""
        for client, size in self.room.items():
            self.space.free(size, client)
        self.room.clear()


@dataclass
class Spool:
    """An ASGI application around another one that runs in threads.

    A body of more than SMALL bytes is taken only as far as `largest(scope)` allows, else refused with 413 or whatever
    that raises. One that pauses for `pause` seconds, or takes more than `whole` seconds in all, is refused with 408;
    where `space` or `turns` are spent, with 503. A client that reads nothing for `pause` seconds loses its connection.
    While `is_gone` says that there is no database, new requests are refused with 503, and so are those under way that
    change nothing; the others wait for their true end.
    """

    app: Application
    _: KW_ONLY
    largest: Largest
    space: Space
    turns: Turns
    pause: float = 60
    whole: float = 900
    is_gone: Callable[[], bool] = lambda: False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        request = Request(scope, receive, send, self.space, client_of(scope))
        with _file() as body, _file() as answer:
            try:
                self._need_database()
                await self._take_in_in_time(request, body)
                self._need_database()
                start = await self._answer(request, body, answer)
                await self._give_out(start, answer, send)
            except ClientGone:
                return
            except RequestRefused as refused:
                await self._refuse(request, refused)
            finally:
                request.free()

    def _need_database(self) -> None:
        if self.is_gone():
            raise RequestRefused(503, without_database=True)

    async def _take_in_in_time(self, request: Request, body: BinaryIO) -> None:
        try:
            async with asyncio.timeout(self.whole):
                await self._take_in(request, body)
        except TimeoutError:
            raise RequestRefused(408) from None

    async def _take_in(self, request: Request, body: BinaryIO) -> None:
        announced = dict(request.scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit():
            raise RequestRefused(400)
        largest = SMALL if int(announced) <= SMALL else await self._allowed(request, int(announced))
        while True:
            async with asyncio.timeout(self.pause):
                message = await request.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece = message.get("body", b"")
            if largest == SMALL < body.tell() + len(piece):
                largest = await self._allowed(request, body.tell() + len(piece))
            if body.tell() + len(piece) > largest:
                raise RequestRefused(413)
            copies = 1 if largest == SMALL else 2  # a view that takes files makes one of each
            if not request.take(len(piece) * copies, request.client):
                raise RequestRefused(503)
            body.write(piece)
            if not message.get("more_body"):
                body.seek(0)
                return

    async def _allowed(self, request: Request, size: int) -> int:
        largest = await self.largest(request.scope)
        if size > largest:
            raise RequestRefused(413)
        return largest

    async def _answer(self, request: Request, body: BinaryIO, answer: BinaryIO) -> Message:
        """Let the application answer. What only reads is given up once the database is known to be gone."""
        work = asyncio.ensure_future(self._work(request, body, answer))
        try:
            while not work.done():
                await asyncio.wait({work}, timeout=CHECK_EVERY)
                if not work.done() and request.scope["method"] in SAFE_METHODS:
                    self._need_database()
            return await work
        finally:
            if work.cancel():
                await asyncio.wait({work})

    async def _work(self, request: Request, body: BinaryIO, answer: BinaryIO) -> Message:
        """Let the application answer. Returns how the answer starts."""
        start: Message = {}
        fits = True

        async def keep(message: Message) -> None:
            nonlocal fits
            if message["type"] == "http.response.start":
                start.update(message)
            elif fits := fits and request.take(len(message.get("body", b"")), request.client):
                answer.write(message.get("body", b""))

        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self.turns.turn(request.client))
            except NoTurn:
                raise RequestRefused(503) from None
            await self.app(request.scope, _replay(body), keep)
        if not fits:
            raise RequestRefused(503)
        return start

    async def _refuse(self, request: Request, refused: RequestRefused) -> None:
        """Say why. A client that still sends hears nothing before it is done, so what comes is let pass for a while."""
        status, scope = refused.status, request.scope
        answer = answer_without_database if refused.without_database else early_answer
        headers, body = answer(status, scope["path"], scope["headers"])
        with suppress(TimeoutError):
            await self._within_pause(
                request.send, {"type": "http.response.start", "status": status, "headers": headers}
            )
            await self._within_pause(request.send, {"type": "http.response.body", "body": body, "more_body": True})
            if status != 408:
                await _let_pass(request.receive)
            await self._within_pause(request.send, {"type": "http.response.body", "body": b""})

    async def _give_out(self, start: Message, answer: BinaryIO, send: Send) -> None:
        answer.seek(0)
        with suppress(TimeoutError):  # the server closes what is not complete
            await self._within_pause(send, start)
            while chunk := answer.read(CHUNK):
                await self._within_pause(send, {"type": "http.response.body", "body": chunk, "more_body": True})
            await self._within_pause(send, {"type": "http.response.body", "body": b""})

    async def _within_pause(self, send: Send, message: Message) -> None:
        async with asyncio.timeout(self.pause):
            await send(message)


async def _let_pass(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass


def _file() -> BinaryIO:
    return cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))


def _replay(body: BinaryIO) -> Receive:
    async def receive() -> Message:
        chunk = body.read(CHUNK)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

    return receive

"""Between the loop and the threads: a slow phone holds memory of the loop and a little disk, never a thread.

A request's body is taken in whole, on the loop, before the application gets a thread; what the application answers is
taken whole as well, so that its thread is free at once, and then sent as fast as the client reads.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

CHUNK = 64 * 1024
IN_MEMORY = 256 * 1024
FILES_AT_ONCE = 4  # of the largest, in one request
SENTENCES = {
    400: ("This request is not valid.", "অনুরোধটি ঠিক নয়।"),
    408: ("The connection was too slow. Please try again.", "সংযোগ খুব ধীর ছিল। আবার চেষ্টা করুন।"),
    413: (
        "This is too large to send. Go back: what you typed is still there. Choose smaller files, or fewer at once.",
        "এটি পাঠানোর জন্য অনেক বড়। আগের পাতায় ফিরুন: যা লিখেছেন তা আছে। ছোট ফাইল বেছে নিন, বা একসঙ্গে কম পাঠান।",
    ),
}


class Refused(Exception):
    """A request that does not reach the application; `status` is what the client is told."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Gone(Exception):
    """The client left."""


class Spool:
    """An ASGI application around another one that runs in threads.

    A body of more than `largest` bytes is refused with 413; one that pauses for `pause` seconds, or takes more than
    `whole` seconds in all, with 408. A client that reads nothing for `pause` seconds loses its connection.
    """

    def __init__(self, app: Application, *, largest: int, pause: float = 60, whole: float = 900) -> None:
        self.app = app
        self.largest = largest
        self.pause = pause
        self.whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        with _file() as body, _file() as answer:
            try:
                async with asyncio.timeout(self.whole):
                    await self._take_in(scope, receive, body)
            except Gone:
                return
            except TimeoutError:
                await self._give_out(_refusal(scope, 408, answer), answer, send)
                return
            except Refused as refused:
                await self._give_out(_refusal(scope, refused.status, answer), answer, send)
                return
            start: Message = {}

            async def keep(message: Message) -> None:
                if message["type"] == "http.response.start":
                    start.update(message)
                else:
                    answer.write(message.get("body", b""))

            await self.app(scope, _replay(body), keep)
            await self._give_out(start, answer, send)

    async def _take_in(self, scope: Scope, receive: Receive, body: BinaryIO) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit():
            raise Refused(400)
        if int(announced) > self.largest:
            raise Refused(413)
        while True:
            async with asyncio.timeout(self.pause):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body.write(message.get("body", b""))
            if body.tell() > self.largest:
                raise Refused(413)
            if not message.get("more_body"):
                body.seek(0)
                return

    async def _give_out(self, start: Message, answer: BinaryIO, send: Send) -> None:
        answer.seek(0)
        try:
            await self._within_pause(send, start)
            while chunk := answer.read(CHUNK):
                await self._within_pause(send, {"type": "http.response.body", "body": chunk, "more_body": True})
            await self._within_pause(send, {"type": "http.response.body", "body": b""})
        except TimeoutError:
            return  # the server closes what is not complete

    async def _within_pause(self, send: Send, message: Message) -> None:
        async with asyncio.timeout(self.pause):
            await send(message)


def _file() -> BinaryIO:
    return cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))


def _replay(body: BinaryIO) -> Receive:
    async def receive() -> Message:
        chunk = body.read(CHUNK)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

    return receive


def _refusal(scope: Scope, status: int, answer: BinaryIO) -> Message:
    """Both languages at once: nobody has looked yet who asks. Programs get problem details."""
    english, bangla = SENTENCES[status]
    kind = b"text/plain; charset=utf-8"
    text = f"{english}\n{bangla}\n"
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        problem = {"type": "about:blank", "title": english, "status": status, "code": "not_taken_in", "errors": {}}
        text = json.dumps({**problem, "detail": f"{english} {bangla}"}, ensure_ascii=False)
    answer.write(text.encode())
    headers = [(b"content-type", kind), (b"content-length", str(answer.tell()).encode()), (b"connection", b"close")]
    return {"type": "http.response.start", "status": status, "headers": headers}

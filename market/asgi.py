"""The whole site as one ASGI application: pages and API by threads, the socket on the loop.

Alone it needs jobs to be worked off by `manage.py work`; `manage.py serve` runs both in one process.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.db import DatabaseError

from market.core import places
from market.core.space import Space, Turns
from market.core.spool import FILES_AT_ONCE, SMALL, Application, Largest, Message, Receive, Refused, Scope, Send, Spool

from market.wsgi import application as django  # isort: skip  # first: it sets Django up for what follows
from market.core.uploads import may_take_files  # isort: skip
from market.accounts.senders import may_send_files  # isort: skip
from market.realtime.asgi import application as sockets, close_all  # isort: skip
from market.realtime.database import in_thread  # isort: skip

THREADS = 8
SANDBOX_THREADS = 4
SANDBOX = "/sandbox/stripe/"
HEALTH = ("/healthz", "/readyz")
HEALTH_THREADS = 2
LARGEST_BODY = (settings.LIFECYCLE.upload_megabytes * FILES_AT_ONCE + 1) * 1024 * 1024  # and their words
ROOM = max(settings.TEMPORARY_MEGABYTES * 1024 * 1024, 2 * LARGEST_BODY)
AT_HAND, AT_HAND_OF_ONE = 512, 128  # requests that are whole and wait for a thread


async def largest(scope: Scope) -> int:
    """The largest body that a request may have: files go to views that take them, from people who are signed in, or
    were until their session ended by itself. Raises Refused for others."""
    if not may_take_files(scope["path"]):
        return SMALL
    try:
        if not await in_thread(may_send_files, scope["headers"], scope["path"]):
            raise Refused(401)
    except DatabaseError:
        raise Refused(503) from None
    return LARGEST_BODY


async def sandbox_largest(scope: Scope) -> int:
    """The sandbox takes what Stripe takes."""
    return LARGEST_BODY


async def no_more(scope: Scope) -> int:
    """Nothing beyond what anybody may send anywhere."""
    return SMALL


class Site:
    """Sends each connection to who serves it. `close()` waits for the threads."""

    def __init__(self) -> None:
        self._pages = WSGIMiddleware(cast(Any, django), workers=THREADS)
        # A page waits while its thread calls the sandbox, which is this very process: that call must never queue
        # behind the pages that wait.
        self._sandbox = WSGIMiddleware(cast(Any, django), workers=SANDBOX_THREADS)
        # Whether the site is well must be told also while all its threads wait for a database that hangs.
        self._health = WSGIMiddleware(cast(Any, django), workers=HEALTH_THREADS)
        space = Space(ROOM, max(ROOM // 2, 2 * LARGEST_BODY))

        def spool(threads: WSGIMiddleware, largest: Largest, at_once: int) -> Spool:
            """Somebody has so many of these threads at once."""
            turns = Turns(at_once, AT_HAND, AT_HAND_OF_ONE)
            return Spool(cast(Application, threads), largest=largest, space=space, turns=turns)

        self._spooled_pages = spool(self._pages, largest, THREADS // 2)
        self._spooled_sandbox = spool(self._sandbox, sandbox_largest, SANDBOX_THREADS)
        self._spooled_health = spool(self._health, no_more, HEALTH_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await _answer_lifespan(receive, send)
        elif scope["type"] == "websocket" and scope["path"] == "/ws/":
            await sockets(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4404})
        elif not settings.PRODUCTION and scope["path"].startswith(SANDBOX):
            await self._spooled_sandbox(scope, receive, send)
        elif scope["path"] in HEALTH:
            await self._spooled_health(scope, receive, send)
        else:
            await self._spooled_pages(scope, receive, send)

    async def close_sockets(self) -> None:
        """Close every socket with 1012: they come back to the next process."""
        await close_all()

    def close(self) -> None:
        """Take no more work; return when the last thread has ended."""
        for pool in (self._pages, self._sandbox, self._health):
            pool.executor.shutdown(wait=True, cancel_futures=True)


async def _answer_lifespan(receive: Receive, send: Send) -> None:
    message: Message = {"type": ""}
    while message["type"] != "lifespan.shutdown":
        message = await receive()
        answer: dict[str, Any] = {"type": f"{message['type']}.complete"}
        await send(answer)


places.say_if_few()
application = Site()

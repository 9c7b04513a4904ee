"""The whole site as one ASGI application: pages and API by threads, the socket on the loop.

Alone it needs jobs to be processed by `manage.py work`; `manage.py serve` runs both in one process.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.db import DatabaseError

from market.core.base import outage
from market.runtime import connection_limits
from market.runtime.space import Space, Turns
from market.runtime.stopping import before_stopping

from market.wsgi import application as django  # isort: skip  # first: it sets Django up for what follows
from market.runtime.spool import (
    FILES_AT_ONCE,
    SMALL,
    Application,
    Largest,
    Message,
    Receive,
    RequestRefused,
    Scope,
    Send,
    Spool,
)  # isort: skip

from market.core.web.standalone import needs_no_database  # isort: skip
from market.core.web.uploads import may_take_files  # isort: skip
from market.accounts.tokens.senders import may_send_files  # isort: skip
from market.realtime.asgi import application as sockets, close_all  # isort: skip
from market.realtime.database import in_thread  # isort: skip

THREADS = 8
SANDBOX_THREADS = 4
SANDBOX = ("/sandbox/stripe/", "/sandbox/bkash/")
HEALTH = ("/healthz", "/readyz")
HEALTH_THREADS = 2
STANDALONE_THREADS = 3
LARGEST_BODY = (settings.LIFECYCLE.upload_megabytes * FILES_AT_ONCE + 1) * 1024 * 1024  # and their words
ROOM = max(settings.TEMPORARY_MEGABYTES * 1024 * 1024, 2 * LARGEST_BODY)
MAX_QUEUED, MAX_QUEUED_PER_CLIENT = 512, 128  # requests that are whole and wait for a thread


async def largest(scope: Scope) -> int:
    """The largest body that a request may have: files go to views that take them, from people who are signed in, or
    were until their session ended by itself. Raises RequestRefused for others."""
    if not may_take_files(scope["path"]):
        return SMALL
    try:
        if not await in_thread(may_send_files, scope["headers"], scope["path"]):
            raise RequestRefused(401)
    except DatabaseError:
        raise RequestRefused(503, without_database=True) from None
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
        # No bound of pieces: a thread whose answer is given up must not wait for somebody who takes them.
        self._pages = WSGIMiddleware(cast(Any, django), workers=THREADS, send_queue_size=0)
        # A page waits while its thread calls the sandbox, which is this very process: that call must never queue
        # behind the pages that wait.
        self._sandbox = WSGIMiddleware(cast(Any, django), workers=SANDBOX_THREADS)
        # Whether the site is well must be told also while all its threads wait for a database that hangs.
        self._health = WSGIMiddleware(cast(Any, django), workers=HEALTH_THREADS)
        # So must what needs no database, whatever waits for one.
        self._standalone = WSGIMiddleware(cast(Any, django), workers=STANDALONE_THREADS)
        space = Space(ROOM, max(ROOM // 2, 2 * LARGEST_BODY))

        def spool(threads: WSGIMiddleware, largest: Largest, at_once: int, **more: Any) -> Spool:
            """Somebody has so many of these threads at once."""
            turns = Turns(at_once, MAX_QUEUED, MAX_QUEUED_PER_CLIENT)
            return Spool(cast(Application, threads), largest=largest, space=space, turns=turns, **more)

        self._spooled_pages = spool(self._pages, largest, THREADS // 2, is_gone=outage.is_gone)
        self._spooled_sandbox = spool(self._sandbox, sandbox_largest, SANDBOX_THREADS)
        self._spooled_health = spool(self._health, no_more, HEALTH_THREADS)
        self._spooled_standalone = spool(self._standalone, no_more, STANDALONE_THREADS - 1)

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
        elif needs_no_database(scope["path"]):
            await self._spooled_standalone(scope, receive, send)
        else:
            await self._spooled_pages(scope, receive, send)

    async def close_sockets(self) -> None:
        """Close every socket with 1012: they come back to the next process."""
        await close_all()

    def close(self) -> None:
        """Take no more work; return when the last thread has ended."""
        for pool in (self._pages, self._sandbox, self._health, self._standalone):
            pool.executor.shutdown(wait=True, cancel_futures=True)


async def _answer_lifespan(receive: Receive, send: Send) -> None:
    message: Message = {"type": ""}
    while message["type"] != "lifespan.shutdown":
        message = await receive()
        if message["type"] == "lifespan.startup":
            outage.begin()
            before_stopping(close_all)
        else:
            outage.end()
        answer: dict[str, Any] = {"type": f"{message['type']}.complete"}
        await send(answer)


connection_limits.say_if_few()
application = Site()

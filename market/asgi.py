"""The whole site as one ASGI application: pages and API by threads, the socket on the loop.

Alone it needs jobs to be worked off by `manage.py work`; `manage.py serve` runs both in one process.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from market.core.spool import FILES_AT_ONCE, Application, Message, Receive, Scope, Send, Spool

from market.wsgi import application as django  # isort: skip  # first: it sets Django up for what follows
from market.realtime.asgi import application as sockets, close_all  # isort: skip

THREADS = 8
SANDBOX_THREADS = 4
SANDBOX = "/sandbox/stripe/"
HEALTH = ("/healthz", "/readyz")
HEALTH_THREADS = 2
SMALL_BODY = 64 * 1024
LARGEST_BODY = (settings.LIFECYCLE.upload_megabytes * FILES_AT_ONCE + 1) * 1024 * 1024  # and their words


class Site:
    """Sends each connection to who serves it. `close()` waits for the threads."""

    def __init__(self) -> None:
        self._pages = WSGIMiddleware(cast(Any, django), workers=THREADS)
        # A page waits while its thread calls the sandbox, which is this very process: that call must never queue
        # behind the pages that wait.
        self._sandbox = WSGIMiddleware(cast(Any, django), workers=SANDBOX_THREADS)
        # Whether the site is well must be told also while all its threads wait for a database that hangs.
        self._health = WSGIMiddleware(cast(Any, django), workers=HEALTH_THREADS)
        self._spooled_health = Spool(cast(Application, self._health), largest=SMALL_BODY)
        self._spooled_pages = Spool(cast(Application, self._pages), largest=LARGEST_BODY)
        self._spooled_sandbox = Spool(cast(Application, self._sandbox), largest=LARGEST_BODY)

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


application = Site()

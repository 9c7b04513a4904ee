"""Carries hints between processes through Redis, where the site has one (REDIS_URL).

A thread of its own with a loop of its own does it, so that threads of pages, commands and the sockets' loop all hand
over a hint without waiting. While Redis is away hints are dropped, never gathered: once it is back, everybody who may
have missed one is looked after. Without REDIS_URL nothing is started.
"""

import asyncio
import atexit
import json
import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings

from market.realtime import redis_connection

log = logging.getLogger(__name__)
Deliver = Callable[[list[int], dict[str, Any]], None]
Missed = Callable[[list[int] | None, bool], None]
MOST_WAITING = 5000  # hints on their way to Redis; beyond that they count as lost
LAST_WORDS = 1.0  # seconds that a process which ends waits for its last hints to go out


class Relay:
    """One line in, with the channels of everybody who has a socket here, and one line out.

    `missed(user_ids, certain)` is called when hints for these people, or for all with None, were lost or, where it
    is not certain, may have come between the opening of a socket and the moment that Redis knew of it.
    """

    def __init__(self, deliver: Deliver, missed: Missed) -> None:
        self._deliver, self._missed = deliver, missed
        self._me = uuid.uuid4().hex
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._subscriber: redis_connection.Subscriber | None = None
        self._publisher: redis_connection.Publisher | None = None

    def send(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        """Hand a frame to the other processes."""
        if settings.REDIS_URL and user_ids:
            text = json.dumps({"from": self._me, "frame": frame}, ensure_ascii=False)
            self._run(self._speak, user_ids, text)

    def listen(self, user_id: int) -> None:
        """Accept hints for a user from now on."""
        if settings.REDIS_URL:
            self._run(self._hear, user_id, True)

    def leave(self, user_id: int) -> None:
        """Accept no more hints for a user."""
        if settings.REDIS_URL:
            self._run(self._hear, user_id, False)

    def stop(self) -> None:
        """Send what waits, accept no more hints and end the thread: the process stops."""
        with self._starting:
            if self._loop is None or self._thread is None:
                return
            asyncio.run_coroutine_threadsafe(self._end(self._loop), self._loop)
            self._thread.join(LAST_WORDS + 1)
            if not self._thread.is_alive():
                self._loop.close()
            self._loop = self._thread = self._subscriber = self._publisher = None
            atexit.unregister(self.stop)

    def _run(self, act: Callable[..., None], *args: Any) -> None:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
                self._thread.start()
                atexit.register(self.stop)
            self._loop.call_soon_threadsafe(act, *args)

    # From here on all runs on the relay's loop: no two of these at a time, so each line is opened once.

    def _hear(self, user_id: int, wanted: bool) -> None:
        if self._subscriber is None:
            self._subscriber = redis_connection.Subscriber(settings.REDIS_URL, self._take, self._missed)
        self._subscriber.want(user_id, wanted)

    def _speak(self, user_ids: list[int], text: str) -> None:
        if self._publisher is None:
            self._publisher = redis_connection.Publisher(
                settings.REDIS_URL, json.dumps({"from": self._me}), MOST_WAITING
            )
        self._publisher.say(user_ids, text)

    def _take(self, user_id: int | None, text: str) -> None:
        news = json.loads(text)
        if news["from"] == self._me:
            return
        if user_id is None:
            self._missed(None, True)
        else:
            self._deliver([user_id], news["frame"])

    async def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            for line in (self._publisher, self._subscriber):
                if line is not None:
                    await line.close(LAST_WORDS)
        except Exception:
            log.exception("The line to Redis did not end in order.")
        loop.stop()

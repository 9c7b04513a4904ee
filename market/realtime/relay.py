"""Carries hints between processes through the shared channel layer, where the site has one (REDIS_URL).

A thread of its own with a loop of its own does it, so that threads of pages, commands and the sockets' loop all hand
over a hint without waiting. Without a shared layer nothing is started.
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger(__name__)
Deliver = Callable[[list[int], dict[str, Any]], None]


class Relay:
    """One channel per process, in the group of each person who has a socket here."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._me = uuid.uuid4().hex
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._channel: str | None = None
        self._receiving: asyncio.Task[None] | None = None

    def send(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        """Hand a frame to the other processes."""
        if settings.REDIS_URL and user_ids:
            self._run(self._send(user_ids, frame))

    def listen(self, user_id: int) -> None:
        """Take news for a person from now on."""
        if settings.REDIS_URL:
            self._run(self._listen(user_id))

    def leave(self, user_id: int) -> None:
        """Take no more news for a person."""
        if settings.REDIS_URL:
            self._run(self._leave(user_id))

    def stop(self) -> None:
        """Take no more news and end the thread: the process stops."""
        if self._loop is None or self._thread is None:
            return
        if self._receiving is not None:
            self._loop.call_soon_threadsafe(self._receiving.cancel)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)
        self._loop.close()
        self._loop = self._thread = self._receiving = self._channel = None

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
                self._thread.start()
        asyncio.run_coroutine_threadsafe(_logged(work), self._loop)

    async def _send(self, user_ids: list[int], frame: dict[str, Any]) -> None:
        layer = get_channel_layer()
        for user_id in user_ids:
            message = {"type": "hint", "from": self._me, "user": user_id, "frame": frame}
            await layer.group_send(f"user.{user_id}", message)

    async def _listen(self, user_id: int) -> None:
        layer = get_channel_layer()
        if self._channel is None:
            self._channel = await layer.new_channel()
            self._receiving = asyncio.get_running_loop().create_task(self._receive())
        await layer.group_add(f"user.{user_id}", self._channel)

    async def _leave(self, user_id: int) -> None:
        if self._channel is not None:
            await get_channel_layer().group_discard(f"user.{user_id}", self._channel)

    async def _receive(self) -> None:
        while True:
            message = await get_channel_layer().receive(self._channel)
            if message["from"] != self._me:
                self._deliver([message["user"]], message["frame"])


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("A hint did not go through the channel layer; sockets read what they lack when they resume.")

"""One open socket: who it is of, and the frames that wait to go out on it, in order."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from market.core.base.errors import DomainError
from market.core.base.help_links import help_link
from market.core.text.locale import activate_for, localize_numbers

if TYPE_CHECKING:
    from market.accounts.models import User

log = logging.getLogger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Credential:
    """By what a socket was opened; it ends with it. `mark` is a digest of the password's hash."""

    mark: str
    session: str = ""
    token: str = ""


class Socket:
    """Frames go out by `put`, from the loop's thread. `held` is for apps above: what they keep per socket."""

    FRAMES_A_SECOND = 40
    FRAMES_AT_ONCE = 200
    MOST_WAITING = 2000
    SIGNED_OUT, TOO_SLOW, TOO_MUCH, TOO_BIG, RESTART = 4401, 1013, 1008, 1009, 1012

    __slots__ = (
        "__weakref__",
        "_allowance",
        "_flushing",
        "_outbox",
        "_send",
        "_since",
        "closing",
        "credential",
        "held",
        "is_open",
        "user",
    )

    def __init__(self, user: "User", credential: Credential, send: Send) -> None:
        self.user, self.credential, self._send = user, credential, send
        self.held: dict[str, Any] = {}
        self.is_open = False
        self.closing: int | None = None
        self._outbox: deque[str] = deque()
        self._flushing: asyncio.Task[None] | None = None
        self._allowance, self._since = float(self.FRAMES_AT_ONCE), time.monotonic()

    async def accept(self) -> None:
        """Open it, and send what has gathered meanwhile."""
        await self._send({"type": "websocket.accept"})
        self.is_open = True
        self._flush()

    def put(self, frame: dict[str, Any]) -> None:
        """Send a frame, after those before it."""
        self.put_text(encode(frame))

    def put_text(self, text: str) -> None:
        """Send an encoded frame. A socket that takes too slowly is closed: it comes back and asks for the rest."""
        if self.closing is not None:
            return
        if len(self._outbox) >= self.MOST_WAITING:
            self.close(self.TOO_SLOW)
            return
        self._outbox.append(text)
        self._flush()

    def refuse(self, error: DomainError, **more: Any) -> None:
        """Tell a refusal, in the person's language. `more` may name the `client_id` it is about."""
        with activate_for(self.user):
            detail = localize_numbers(error)
        link = help_link(error.help)
        self.put({"type": "error", "code": error.code, "detail": detail, **({"help": link} if link else {}), **more})

    def close(self, code: int) -> None:
        """Send what waits, then close."""
        if self.closing is None:
            self.closing = code
            if code == self.TOO_SLOW:
                self._outbox.clear()
            self._flush()

    def may_speak(self) -> bool:
        """Whether one more frame may come in now: so many at once, so many a second."""
        now = time.monotonic()
        gained = (now - self._since) * self.FRAMES_A_SECOND
        self._allowance, self._since = min(self.FRAMES_AT_ONCE, self._allowance + gained), now
        self._allowance -= 1
        return self._allowance >= 0

    @property
    def is_flooded(self) -> bool:
        """Whether it went on and on after it was told that it is too much."""
        return self._allowance < -self.FRAMES_AT_ONCE

    def drop(self) -> None:
        """The other side is gone: nothing more goes out."""
        self.closing = self.closing or 1006
        self.is_open = False
        self._outbox.clear()

    async def flushed(self) -> None:
        """Wait until what was put has gone out."""
        if self._flushing is not None:
            await asyncio.wait({self._flushing})

    def _flush(self) -> None:
        if self.is_open and self._flushing is None:
            self._flushing = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._outbox:
                await self._send({"type": "websocket.send", "text": self._outbox.popleft()})
            if self.closing is not None and self.is_open:
                self.is_open = False
                await self._send({"type": "websocket.close", "code": self.closing})
        except (OSError, RuntimeError):  # what servers raise once the other side is gone
            self.drop()
        finally:
            self._flushing = None


def encode(frame: dict[str, Any]) -> str:
    """A frame as text."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))

"""One open socket: who it is of, and the frames that wait to go out on it, in order."""

import asyncio
import json
import logging
import time
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from market.core.base.errors import DomainError
from market.core.base.help_links import help_link
from market.core.text.locale import activate_for, localize_numbers

if TYPE_CHECKING:
    from market.accounts.models import User

log = logging.getLogger(__name__)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
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
    LAST_CHANCE = 2.0  # seconds in which one that takes too slowly can still take the word that it is closed
    MOST_WAITING, MOST_CHARACTERS = 2000, 8_000_000
    SIGNED_OUT, TOO_SLOW, TOO_MUCH, TOO_BIG, RESTART = 4401, 1013, 1008, 1009, 1012

    __slots__ = (
        "__weakref__",
        "_allowance",
        "_flushing",
        "_has_to_pause",
        "_outbox",
        "_send",
        "_since",
        "_waiting",
        "closing",
        "credential",
        "held",
        "is_open",
        "patience",
        "reason",
        "user",
    )

    def __init__(self, user: "User", credential: Credential, send: Send) -> None:
        self.user, self.credential, self._send = user, credential, send
        self.held: dict[str, Any] = {}
        self.is_open = False
        self.closing: int | None = None
        self.reason = ""
        self.patience: asyncio.Timeout | None = None  # with whoever serves it
        self._outbox: deque[str] = deque()
        self._waiting = 0  # characters
        self._flushing: asyncio.Task[None] | None = None
        self._allowance, self._since, self._has_to_pause = float(self.FRAMES_AT_ONCE), time.monotonic(), False

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
        if len(self._outbox) >= self.MOST_WAITING or self._waiting >= self.MOST_CHARACTERS:
            self.close(self.TOO_SLOW)
            return
        self._outbox.append(text)
        self._waiting += len(text)
        self._flush()

    def refuse(self, error: DomainError, **more: Any) -> None:
        """Tell a refusal, in the person's language. `more` may name the `client_id` it is about."""
        with activate_for(self.user):
            detail = localize_numbers(error)
        link = help_link(error.help)
        self.put({"type": "error", "code": error.code, "detail": detail, **({"help": link} if link else {}), **more})

    def close(self, code: int, reason: str = "") -> None:
        """Send what waits, then close."""
        if self.closing is None:
            self.closing, self.reason = code, reason
            if code == self.TOO_SLOW:
                self._outbox.clear()
                if self.patience is not None:
                    self.patience.reschedule(asyncio.get_running_loop().time() + self.LAST_CHANCE)
            self._flush()

    def may_speak(self) -> bool:
        """Whether one more frame may come in now: so many at once, so many a second.

        After one too many a pause has to come, or one of those after it would be taken and overtake it.
        """
        now = time.monotonic()
        gained = (now - self._since) * self.FRAMES_A_SECOND
        self._allowance, self._since = min(self.FRAMES_AT_ONCE, self._allowance + gained), now
        self._has_to_pause = self._has_to_pause and self._allowance < self.FRAMES_A_SECOND
        self._allowance -= 1
        self._has_to_pause = self._has_to_pause or self._allowance < 0
        return not self._has_to_pause

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
            self._flushing = _begun(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._outbox:
                text = self._outbox.popleft()
                self._waiting -= len(text)
                await self._send({"type": "websocket.send", "text": text})
            if self.closing is not None and self.is_open:
                self.is_open = False
                await self._send({"type": "websocket.close", "code": self.closing, "reason": self.reason})
        except (OSError, RuntimeError):  # what servers raise once the other side is gone
            self.drop()
        finally:
            self._flushing = None


def encode(frame: dict[str, Any]) -> str:
    """A frame as text."""
    return _encoder.encode(frame)


def _begun(work: Coroutine[Any, None, None]) -> asyncio.Task[None] | None:
    """Do some work at once, up to where it has to wait, and the rest in a task; None if it was done without waiting.

    Most frames are: a task for each of them would take longer than they do.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    return asyncio.get_running_loop().create_task(_rest(work, waits_for))


@types.coroutine
def _rest(work: Coroutine[Any, None, None], waits_for: Any) -> Generator[Any, None, None]:
    yield waits_for
    yield from work

"""A device of a person that writes and reads all the while, as the site's own script does: what is not acknowledged is
sent again, in order, and after each connection the device says what it holds. What it is not told once and in order
is a trouble.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

PAUSE = 0.2  # seconds between two messages of a writer
PING = 2.0  # seconds between pings
AGAIN = 2.0  # seconds after which a message that could not be saved is sent again
SILENCE = 10.0  # seconds without any frame after which a device takes its connection for dead
RESTART = 1012
FOR_NOW = {"not_saved", "too_many", "fault"}  # refusals after which the same is sent again
CUT, TWICE, LATE = 0.004, 0.1, 0.05  # how often a restless device is cut off, sends twice, repeats what is acknowledged


class Device:
    """`outbox` is what is not acknowledged, `held` the number of each conversation up to which everything came.

    A device with a `chance` is restless: it is cut off, sends twice, repeats, and one in four sends what waits in any
    order; the messages of others come in the order in which they said them. `attached` are the files of messages by
    client_id, of all devices.
    """

    def __init__(
        self,
        place: int,
        address: Callable[[], str],
        session: str,
        conversations: Sequence[int],
        *,
        chance: Random | None = None,
        attached: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.place, self._address, self._session, self._chance = place, address, session, chance
        self._attached = {} if attached is None else attached
        self.outbox: dict[str, str] = {}
        self.said = self.openings = 0
        self.held = dict.fromkeys(conversations, 0)
        self.heard: dict[tuple[int, int], int] = {}  # the number of the last message of each device
        self.troubles: list[str] = []
        self._orders = {conversation: hashlib.sha256() for conversation in conversations}
        self._socket: ClientConnection | None = None
        self._is_resumed = self._waits = False
        self._last = ""
        self._unsent: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def say(self, conversation: int, files: Sequence[str] = ()) -> None:
        """Put a message into the outbox, and send it if somebody listens."""
        self.said += 1
        client_id, text = name_of(self.place, self.said), text_of(self.place, self.said)
        frame = {"type": "message.send", "conversation": conversation, "client_id": client_id, "text": text}
        self.outbox[client_id] = json.dumps({**frame, "files": files} if files else frame)
        if not self._waits:
            self._send(self.outbox[client_id])

    def order_of(self, conversation: int) -> str:
        """A digest of what it was told of a conversation, in order: as `order_of` gives it for rows."""
        return self._orders[conversation].hexdigest()

    async def live(self) -> None:
        """Connect again and again, until cancelled."""
        chance = self._chance or Random(self.place)
        while True:
            told = None
            try:
                await self._connected()
            except (OSError, WebSocketException, TimeoutError) as closed:
                told = _seconds_told(closed)
            finally:
                self._socket = None
            await asyncio.sleep(0.1 + 0.4 * chance.random() if told is None else told)

    def more(self) -> None:
        """There may be more to say: called after each frame."""

    async def _connected(self) -> None:
        headers = {"Cookie": f"sessionid={self._session}"}
        opening = connect(
            self._address(), additional_headers=headers, open_timeout=5, close_timeout=1, compression=None
        )
        async with opening as socket:
            self._is_resumed, self._waits, self._socket = False, False, socket
            self.openings += 1
            self._unsent = [json.dumps({"type": "resume", "conversations": self.held})]
            self._send(*self.outbox.values())
            pinging = asyncio.create_task(self._ping(socket))
            try:
                await self._listen(socket)
            finally:
                pinging.cancel()

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(SILENCE):
                self._take(json.loads(await socket.recv()))
            self.more()
            if self._chance and self._chance.random() < CUT:
                socket.transport.abort()
                return

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "message.created":
            self._hold(frame["conversation"], frame["message"])
        elif kind == "message.acknowledged":
            self._last = self.outbox.pop(frame["client_id"], self._last)
            self._hold(frame["conversation"], frame, is_own=True)
            if self._chance and self._last and self._chance.random() < LATE:
                self._send(self._last)
        elif kind == "resumed":
            self._is_resumed = True
        elif kind == "error" and frame["code"] not in FOR_NOW:
            self.troubles.append(f"refused: {frame}")
        elif kind == "error" and not self._waits:
            self._waits = True
            self._start(self._send_again())

    def _hold(self, conversation: int, message: dict[str, Any], *, is_own: bool = False) -> None:
        """Take a message in its place. What comes between the opening of a connection and the end of its resume may
        come twice."""
        seq, client_id = message["seq"], message["client_id"]
        if seq != self.held[conversation] + 1:
            if self._is_resumed and not (is_own and seq <= self.held[conversation]):
                self.troubles.append(f"in {conversation} number {seq} after {self.held[conversation]}")
            return
        self.held[conversation] = seq
        self._orders[conversation].update(f"{seq} {client_id} ".encode())
        if client_id is not None:
            self._check(conversation, client_id, message, is_own=is_own)

    def _check(self, conversation: int, client_id: str, message: dict[str, Any], *, is_own: bool) -> None:
        place, number = numbers_of(client_id)
        if not is_own and message["text"] != text_of(place, number):
            self.troubles.append(f"{client_id} has the text {message['text']!r}")
        if not is_own and message["files"] != list(self._attached.get(client_id, ())):
            self.troubles.append(f"{client_id} has the files {message['files']}")
        last = self.heard.get((conversation, place), 0)
        if number < last and not sends_in_any_order(place):
            self.troubles.append(f"{client_id} comes after number {last}")
        self.heard[conversation, place] = max(number, last)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_again(self) -> None:
        await asyncio.sleep(AGAIN)
        self._waits = False
        self._send(*self.outbox.values())

    def _send(self, *frames: str) -> None:
        if self._socket is None:
            return
        for frame in frames:
            times = 2 if self._chance and self._chance.random() < TWICE else 1
            place = len(self._unsent)
            if self._chance and sends_in_any_order(self.place):
                place = self._chance.randint(min(1, place), place)
            self._unsent[place:place] = [frame] * times
        self._start(self._flush(self._socket))

    async def _flush(self, socket: ClientConnection) -> None:
        """Send what waits, one after the other; a second one finds nothing to send."""
        with suppress(OSError, WebSocketException):
            while self._unsent and self._socket is socket:
                await socket.send(self._unsent.pop(0))

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(PING)
            await socket.send('{"type": "ping"}')


class Writer(Device):
    """It writes to its first conversation every now and then, while it `is_writing`."""

    is_writing = False

    async def write(self) -> None:
        """Go on until cancelled."""
        while True:
            if self.is_writing:
                self.say(next(iter(self.held)))
            await asyncio.sleep(PAUSE)


def _seconds_told(closed: BaseException) -> float | None:
    """After how many seconds a server that restarts wants the device back."""
    frame = closed.rcvd if isinstance(closed, ConnectionClosed) else None
    return float(frame.reason) if frame and frame.code == RESTART and frame.reason else None


def sends_in_any_order(place: int) -> bool:
    """Whether a restless device at this place does so."""
    return place % 4 == 3


def name_of(place: int, number: int) -> str:
    """The client_id of a device's message."""
    return f"{place:08x}-0000-4000-8000-{number:012x}"


def numbers_of(client_id: str) -> tuple[int, int]:
    """The device and the number of a message."""
    return int(client_id[:8], 16), int(client_id[-12:], 16)


def text_of(place: int, number: int) -> str:
    """The text of a device's message."""
    return f"w{place} n{number}"

"""Two people who write to each other all the while, each over another process of sockets.

They do it as the site's own script does: what is not acknowledged is sent again, and after each connection the device
says what it holds.
"""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PAUSE = 0.2  # seconds between two messages of one person
PING = 2.0  # seconds between pings
AGAIN = 2.0  # seconds after which a message that could not be saved is sent again
SILENCE = 10.0  # seconds without any frame after which a device takes its connection for dead


@dataclass
class Person:
    """A device: `outbox` is not acknowledged yet, `acknowledged` is; `seen` are the numbers that came, in order."""

    name: str
    url: str
    session: str
    conversation: int
    outbox: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    is_writing: bool = True
    socket: ClientConnection | None = None
    _is_resumed: bool = False
    _again: asyncio.TimerHandle | None = None
    _sending: asyncio.Task[None] | None = None

    async def live(self) -> None:
        """Connect again and again, until cancelled."""
        writing = asyncio.create_task(self._write())
        try:
            while True:
                try:
                    await self._connected()
                except (OSError, WebSocketException, TimeoutError):
                    self.socket = None
                await asyncio.sleep(0.3)
        finally:
            writing.cancel()

    async def say(self, text: str) -> str:
        """Put a message into the outbox and send it if somebody listens. Returns its client_id."""
        client_id = str(uuid.uuid4())
        self.outbox[client_id] = text
        await self._send_message(client_id)
        return client_id

    def holds(self) -> set[int]:
        """The numbers that it knows: what came and what was acknowledged."""
        return {*self.seen, *self.acknowledged.values()}

    async def _connected(self) -> None:
        headers = {"Cookie": f"sessionid={self.session}"}
        async with connect(self.url, additional_headers=headers, open_timeout=5, close_timeout=1) as socket:
            self._is_resumed = False
            held = max(_without_gap(self.holds()), default=0)
            await socket.send(json.dumps({"type": "resume", "conversations": {str(self.conversation): held}}))
            self.socket = socket
            await self._send_outbox()
            pinging = asyncio.create_task(self._ping(socket))
            try:
                while True:
                    async with asyncio.timeout(SILENCE):
                        self._take(json.loads(await socket.recv()))
            finally:
                self.socket = None
                pinging.cancel()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "message.acknowledged":
            self.outbox.pop(frame["client_id"], None)
            self.acknowledged[frame["client_id"]] = frame["seq"]
        elif frame["type"] == "message.created" and self._wants(frame["message"]["seq"]):
            self.seen.append(frame["message"]["seq"])
            self.texts.add(frame["message"]["text"])
        elif frame["type"] == "resumed":
            self._is_resumed = True
        elif frame["type"] == "error" and frame.get("client_id") in self.outbox:
            self._again = self._again or asyncio.get_running_loop().call_later(AGAIN, self._send_all)

    def _wants(self, seq: int) -> bool:
        """Whether a message is new, and no other is still to come before it: what is sent between the opening of a
        connection and its resume comes again with the resume."""
        holds = self.holds()
        return seq not in holds and (self._is_resumed or seq - 1 == max(_without_gap(holds), default=0))

    async def _write(self) -> None:
        number = 0
        while True:
            if self.is_writing:
                number += 1
                await self.say(f"{self.name} {number}")
            await asyncio.sleep(PAUSE)

    def _send_all(self) -> None:
        self._again = None
        self._sending = asyncio.create_task(self._send_outbox())

    async def _send_outbox(self) -> None:
        for client_id in list(self.outbox):
            await self._send_message(client_id)

    async def _send_message(self, client_id: str) -> None:
        if self.socket is not None and (text := self.outbox.get(client_id)) is not None:
            frame = {"type": "message.send", "conversation": self.conversation, "client_id": client_id, "text": text}
            try:
                await self.socket.send(json.dumps(frame))
            except (OSError, WebSocketException):
                self.socket = None

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(PING)
            await socket.send('{"type": "ping"}')


def _without_gap(numbers: set[int]) -> Sequence[int]:
    """1, 2, 3 … as far as no number is missing."""
    end = 0
    while end + 1 in numbers:
        end += 1
    return range(1, end + 1)

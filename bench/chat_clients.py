"""The load of conversations: a process on the loading processor that holds sockets of people and sends messages.

    python -m bench.chat_clients < commands > answers

Each line in is a command of JSON, each line out its answer. It speaks the protocols of the site, of a stock Channels
consumer and of Centrifugo. All sockets are on one loop, so a message is sent and seen by the same clock. The frames are
made and read by `websockets` without its I/O: with its C part and uvloop that holds several times the load that a
server bears on one processor, needs no package that the site has not, and compresses as browsers do.
"""

import asyncio
import json
import re
import resource
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from statistics import quantiles
from typing import Any

import uvloop
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

OPENING = 50  # sockets that open at once
PATIENCE = 60.0  # seconds for each to open
DRAIN = 10.0  # seconds after which a message that nobody has seen counts as lost
TIMER = 0.003  # seconds that a timer of the loop may be late, and more
IN_FLIGHT = 4  # messages of a conversation that are on their way at once when as many are sent as it takes
LETTERS = str.maketrans("0123456789", "abcdefghij")  # a long number would be masked as one to call
DIGITS = bytes.maketrans(b"abcdefghij", b"0123456789")
MARK = re.compile(rb"bench ([a-j]{8}) ")
REFUSED = re.compile(rb'"type":"error"|"error":\{')


def text_of(number: int) -> str:
    """The text of a message, as long as most are; no two are the same."""
    return f"bench {f'{number:08d}'.translate(LETTERS)} : the new draft is ready, please look at the colours of it."


class Site:
    """The protocol of the site. A protocol gives what a socket says first, and the frame of a message."""

    first: list[str] = []

    def message(self, conversation: int | str, number: int) -> str:
        """The frame that sends it."""
        client_id = str(uuid.uuid4())
        frame = {"type": "message.send", "conversation": conversation, "client_id": client_id}
        return json.dumps({**frame, "text": text_of(number)})


class Channels(Site):
    """That of the stock consumer."""

    def message(self, conversation: int | str, number: int) -> str:
        """The frame that sends it."""
        return json.dumps({"text": text_of(number)})


class Centrifugo(Site):
    """That of Centrifugo: a conversation is a channel."""

    first = ['{"id":1,"connect":{}}', '{"id":2,"subscribe":{"channel":"%s"}}']

    def message(self, conversation: int | str, number: int) -> str:
        """The frame that sends it."""
        publish = {"channel": str(conversation), "data": {"text": text_of(number)}}
        return json.dumps({"id": number + 3, "publish": publish})


PROTOCOLS: dict[str, Callable[[], Site]] = {"site": Site, "channels": Channels, "centrifugo": Centrifugo}


class Client(asyncio.Protocol):
    """One socket. `take(client, frame)` is called with each frame of words."""

    def __init__(self, address: str, headers: dict[str, str], is_compressed: bool, load: "Load") -> None:
        extensions = [ClientPerMessageDeflateFactory(compress_settings={"memLevel": 5})] if is_compressed else None
        self._protocol = ClientProtocol(parse_uri(address), extensions=extensions)
        self._headers, self._load = headers, load
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is there: ask for the socket."""
        self._transport: Any = transport
        request = self._protocol.connect()
        for name, value in self._headers.items():
            request.headers[name] = value
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Frames have come."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if not hasattr(event, "opcode"):
                if self._protocol.state is State.OPEN:
                    self.opened.set_result(None)
            elif event.opcode is Opcode.TEXT:
                self._load.take(self, event.data)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, refused, or closed by the other side."""
        if not self.opened.done():
            self.opened.set_exception(RuntimeError(f"no socket: {self._protocol.handshake_exc or exc}"))
        self._load.lost(self)

    def say(self, text: str) -> None:
        """Send a frame."""
        self._protocol.send_text(text.encode())
        self._flush()

    def end(self) -> None:
        """Close it."""
        self._protocol.send_close(1000)
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._transport.write_eof()


class Load:
    """The sockets: two of each conversation, one after the other. Message n goes into conversation n modulo their
    number, sent by each of the two in turn, and is seen when it is at the other."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self._places: dict[Client, int] = {}
        self._conversations: list[int | str] = []
        self._protocol = Site()
        self._due: dict[int, float] = {}
        self._times: list[float] = []
        self._next = self._errors = 0
        self._is_flooding = self._is_ending = False
        self._last_seen = 0.0

    async def open(self, protocol: str, people: list[list[Any]], is_compressed: bool = False) -> dict[str, Any]:
        """Open the sockets of people: an address, headers and a conversation for each."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self._protocol, begun, gate = PROTOCOLS[protocol](), time.perf_counter(), asyncio.Semaphore(OPENING)
        self._conversations = [person[2] for person in people[::2]]

        async def one(place: int) -> Client:
            address, headers, conversation = people[place]
            uri, loop = parse_uri(address), asyncio.get_running_loop()
            async with gate, asyncio.timeout(PATIENCE):
                make = lambda: Client(address, headers, is_compressed, self)  # noqa: E731
                _, client = await loop.create_connection(make, uri.host, uri.port)
                self._places[client] = place
                await client.opened
                for frame in self._protocol.first:
                    client.say(frame % conversation if "%s" in frame else frame)
                return client

        self.clients = list(await asyncio.gather(*(one(place) for place in range(len(people)))))
        await asyncio.sleep(0.5)  # what is said first has been answered
        return {"seconds": time.perf_counter() - begun, "errors": self._errors}

    async def pace(self, rate: int, seconds: float) -> dict[str, Any]:
        """So many messages a second, whatever becomes of them. Each counts from when it was due."""
        begin = self._begin()
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            while (wait := due - time.perf_counter()) > 0:
                # A timer of the loop is good to milliseconds: what is due sooner it does not wait for, but looks again.
                await asyncio.sleep(wait - TIMER if wait > TIMER else 0)
            self._send(self._next, due)
        return await self._end(begin)

    async def flood(self, seconds: float) -> dict[str, Any]:
        """As many as it takes: each conversation has some under way, and for each that is seen sends the next."""
        begin, self._is_flooding = self._begin(), True
        for _ in range(IN_FLIGHT * len(self._conversations)):
            self._send(self._next, begin)
        await asyncio.sleep(seconds)
        seen, took, self._is_flooding = len(self._times), time.perf_counter() - begin, False
        return {**await self._end(begin), "rate": seen / took}

    async def close(self) -> dict[str, Any]:
        """Close all."""
        self._is_ending = True
        for client in self.clients:
            client.end()
        await asyncio.sleep(0.2)
        self._is_ending, self.clients, self._places, self._next = False, [], {}, 0
        return {}

    def take(self, client: Client, frame: bytes) -> None:
        """What a socket was told."""
        if REFUSED.search(frame):
            self._errors += 1
            print(frame[:300], file=sys.stderr)
        for mark in MARK.finditer(frame):
            number, now = int(mark[1].translate(DIGITS)), time.perf_counter()
            if self._places[client] == self._seat(number, is_reader=True) and number in self._due:
                self._times.append((now - self._due.pop(number)) * 1000)
                self._last_seen = now
                if self._is_flooding:
                    self._send(self._next, now)

    def lost(self, client: Client) -> None:
        """A socket is gone."""
        if not self._is_ending:
            self._errors += 1

    def _seat(self, number: int, *, is_reader: bool) -> int:
        turn, conversation = divmod(number, len(self._conversations))
        return 2 * conversation + (turn + is_reader) % 2

    def _begin(self) -> float:
        self._due, self._times, self._errors = {}, [], 0
        self._last_seen = time.perf_counter()
        return self._last_seen

    def _send(self, number: int, due: float) -> None:
        self._next, self._due[number] = number + 1, due
        conversation = self._conversations[number % len(self._conversations)]
        self.clients[self._seat(number, is_reader=False)].say(self._protocol.message(conversation, number))

    async def _end(self, begin: float) -> dict[str, Any]:
        end = time.perf_counter() + DRAIN
        while self._due and time.perf_counter() < end:
            await asyncio.sleep(0.01)
        parts = quantiles(self._times, n=100, method="inclusive") if len(self._times) > 1 else [0.0] * 99
        rate = len(self._times) / max(self._last_seen - begin, 0.001)
        lost, errors = len(self._due), self._errors
        return {
            "seen": len(self._times),
            "rate": rate,
            "p50": parts[49],
            "p99": parts[98],
            "lost": lost,
            "errors": errors,
        }


def commands() -> Iterator[dict[str, Any]]:
    """The commands, as they come in."""
    for line in sys.stdin:
        yield json.loads(line)


async def main() -> None:
    """Do each command; sockets live on while the next is waited for."""
    load, lines = Load(), commands()
    while (command := await asyncio.to_thread(next, lines, None)) is not None:
        try:
            answer = await getattr(load, command.pop("do"))(**command)
        except Exception as error:
            answer = {"fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())

"""Calls to servers of others, whose addresses people give: an exchange is over at its deadline, whatever they do.

The time is for all of it: the name, the connection, TLS, the request, the answer. Each step gets what is left, so that
a server that drips one byte a second holds nobody. The connection goes to an IP address that was looked at; no redirect
is followed. Of an answer no more is read than is kept.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import h11

from market.core.base.hosts import NotAnAddress, Target, ip_literal, is_open, parse_url

DEADLINE = 10.0  # seconds for the whole exchange
MOST_READ = 64 * 1024  # bytes of an answer: status, headers, and what comes of the body
MOST_HEAD = 32 * 1024
MOST_LOOKUPS = 8  # at the same time: the system's resolver takes no deadline, and hangs where its servers do
_lookups = threading.BoundedSemaphore(MOST_LOOKUPS)
NOT_OPEN = "The address is not on the open internet."


class Unanswered(Exception):
    """There is no answer; the text says why, for a log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its status, and the beginning of the body; `date` is its Date header, "" without one."""

    status: int
    body: bytes
    date: str = field(default="", compare=False)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow: Callable[[Target], bool],
    deadline: float = DEADLINE,
    keep: int = 0,
) -> Answer:
    """Post a body, and read the status with the first `keep` bytes of the answer. `allow` sees where it would go.

    Raises Unanswered: for what is no address or not allowed, for an IP address that is not of the open internet, and
    where no status comes within `deadline` seconds.
    """
    return _exchange(url, _Message("POST", body, headers), allow, deadline, keep)


def get(
    url: str,
    headers: Mapping[str, str],
    *,
    allow: Callable[[Target], bool],
    deadline: float = DEADLINE,
    keep: int = 0,
) -> Answer:
    """The same without a body, by GET."""
    return _exchange(url, _Message("GET", b"", headers), allow, deadline, keep)


@dataclass(frozen=True, slots=True)
class _Message:
    method: str
    body: bytes
    headers: Mapping[str, str]


def _exchange(url: str, message: _Message, allow: Callable[[Target], bool], deadline: float, keep: int) -> Answer:
    until = time.monotonic() + deadline
    with _translated():
        place = parse_url(url)
        if not allow(place):
            raise Unanswered(NOT_OPEN)
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)
        request = _request(http, place, message)
        with closing(_connected(place, until)) as line:
            _send(line, request, until)
            return _answer(line, http, until, keep)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except NotAnAddress as wrong:
        raise Unanswered(NOT_OPEN) from wrong
    except h11.ProtocolError as wrong:
        raise Unanswered("The server did not answer as HTTP has it.") from wrong
    except ssl.SSLError as wrong:
        raise Unanswered("The certificate of the server is not valid.") from wrong
    except TimeoutError as wrong:
        raise Unanswered("The server did not answer in time.") from wrong
    except OSError as wrong:
        raise Unanswered(f"The connection failed: {type(wrong).__name__}.") from wrong


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _request(http: h11.Connection, place: Target, message: _Message) -> bytes:
    named = {**message.headers, "Host": place.authority, "Connection": "close"}
    if message.method == "POST":
        named["Content-Length"] = str(len(message.body))
    head = h11.Request(method=message.method, target=place.target, headers=list(named.items()))
    events = (head, h11.Data(data=message.body), h11.EndOfMessage())
    return b"".join(http.send(each) or b"" for each in events)


def _connected(place: Target, until: float) -> socket.socket:
    """A connection to an address of the place that was looked at; its name counts for TLS."""
    address = _pinned(place, until)
    line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        line.settimeout(_left(until))
        line.connect((address, place.port))
        if place.scheme == "https":
            line.settimeout(_left(until))
            line = ssl.create_default_context().wrap_socket(line, server_hostname=place.host)
    except BaseException:
        line.close()
        raise
    return line


def _pinned(place: Target, until: float) -> str:
    """The IP address to connect to. Raises Unanswered if any of the name's is not one of the open internet."""
    addresses = {place.host} if ip_literal(place.host) else _looked_up(place, until)
    if not addresses or not all(map(is_open, addresses)):
        raise Unanswered(NOT_OPEN)
    return sorted(addresses, key=lambda address: (":" in address, address))[0]


def _looked_up(place: Target, until: float) -> set[str]:
    """The addresses of a name. A resolver that hangs is left alone, so often that it cannot take all threads."""
    if not _lookups.acquire(timeout=_left(until)):
        raise TimeoutError
    came: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def look() -> None:
        try:
            came.put(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as wrong:
            came.put(wrong)
        finally:
            _lookups.release()

    try:
        threading.Thread(target=look, name="look-up", daemon=True).start()
    except RuntimeError:
        _lookups.release()
        raise
    try:
        entries = came.get(timeout=_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(entries, Exception):
        raise Unanswered("The name is not known.") from entries
    return {str(entry[4][0]) for entry in entries}


def _send(line: socket.socket, request: bytes, until: float) -> None:
    waiting = memoryview(request)
    while waiting:
        line.settimeout(_left(until))
        waiting = waiting[line.send(waiting) :]


def _answer(line: socket.socket, http: h11.Connection, until: float, keep: int) -> Answer:
    """The status, and what came of the body: that this drips, ends early or never ends changes nothing any more."""
    status, body, date = None, b"", b""
    try:
        for event in _events(line, http, until):
            if isinstance(event, h11.Response):
                status, date = event.status_code, dict(event.headers).get(b"date", b"")
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            if status is not None and len(body) >= keep:
                break
    except (OSError, h11.RemoteProtocolError):
        if status is None:
            raise
    if status is None:
        raise Unanswered("The answer has too many headers.")
    return Answer(status, body[:keep], date.decode("latin-1"))


def _events(line: socket.socket, http: h11.Connection, until: float) -> Iterator[object]:
    """What the server says, to the end of its answer or of what is read of one."""
    room = MOST_READ
    while room > 0:
        event = http.next_event()
        if event is h11.NEED_DATA:
            line.settimeout(_left(until))
            part = line.recv(min(room, 4096))
            room -= len(part)
            http.receive_data(part)
        elif isinstance(event, h11.InformationalResponse | h11.Response | h11.Data):
            yield event
        else:
            return

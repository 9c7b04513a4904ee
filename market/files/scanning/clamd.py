"""ClamAV's daemon, by its socket protocol: the file is sent in chunks (INSTREAM), so it needs no folder of ours."""

import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

SECONDS, CONNECT_SECONDS = 30.0, 2.0
LONGEST_ANSWER = 4096


class ScannerFailed(Exception):
    """The scanner does not answer, or refuses the file for a reason that is none of the file's."""


class ScannerAway(ScannerFailed):
    """It cannot be reached at all."""


class _Unread(Exception):
    """What is to be looked at could not be read."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def _readable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except OSError as wrong:
        raise _Unread(wrong) from wrong


class Clamd:
    """At a path (`/run/clamav/clamd.ctl`) or at `host:port`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, chunks: Iterable[bytes]) -> str:
        """The name of what was found, or "". Raises ScannerFailed; ScannerAway where there is none to ask. What goes
        wrong with reading the chunks is raised as it is."""
        answer = self._ask(b"zINSTREAM\0", _readable(chunks))
        if answer == "stream: OK":
            return ""
        threat = answer.removeprefix("stream: ").removesuffix(" FOUND")
        if not answer.endswith(" FOUND") or not threat:
            raise ScannerFailed(answer or "no answer")
        return threat

    def version(self) -> str:
        """Such as `ClamAV 1.4.3/27700/Sun Nov 29 …`. Raises ScannerFailed."""
        return self._ask(b"zVERSION\0")

    def _ask(self, command: bytes, chunks: Iterable[bytes] | None = None) -> str:
        end = time.monotonic() + (CONNECT_SECONDS if chunks is None else SECONDS)
        try:
            line = self._connect()
        except OSError as wrong:
            raise ScannerAway(str(wrong) or type(wrong).__name__) from wrong
        try:
            with line:
                line.sendall(command)
                if chunks is not None:
                    _send(line, chunks, end)
                return _answer(line, end)
        except _Unread as unread:
            raise unread.error from None
        except OSError as wrong:
            raise ScannerFailed(str(wrong) or type(wrong).__name__) from wrong

    def _connect(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if colon and not self.address.startswith("/"):
            return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _send(line: socket.socket, chunks: Iterable[bytes], end: float) -> None:
    """Each chunk with its length before it, and one of no length. What is refused in the middle says why afterwards."""
    with suppress(BrokenPipeError, ConnectionResetError):
        for chunk in chunks:
            _wait(line, end)
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))


def _answer(line: socket.socket, end: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        _wait(line, end)
        if not (read := line.recv(LONGEST_ANSWER)):
            break
        answer += read
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _wait(line: socket.socket, end: float) -> None:
    """Wait for the next step no longer than until the end of all."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    line.settimeout(left)

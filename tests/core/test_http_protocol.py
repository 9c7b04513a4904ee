"""Limits of the HTTP server against endless heads and many incomplete requests, with real connections."""

import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import httpx
import pytest

from market.core.web import callers
from market.runtime import connection_limits
from market.runtime.connection_limits import ConnectionLimit
from market.runtime.http_protocol import LARGEST_HEAD, BoundedProtocol
from tests.servers import in_uvicorn

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def hello_app(scope, receive, send):
    """Read the body, then answer hello."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def serve():
    """`serve(head_seconds=…)` runs the app behind `BoundedProtocol` and returns its address."""
    with ExitStack() as stack:

        def run(head_seconds=60.0) -> tuple[str, int]:
            protocol = type("Quick", (BoundedProtocol,), {"head_seconds": head_seconds})
            config = {"timeout_graceful_shutdown": 1, "http": protocol, "loop": "asyncio"}
            return stack.enter_context(in_uvicorn(hello_app, **config))

        yield run


def connect(stack: ExitStack, address: tuple[str, int], request: bytes = b"") -> socket.socket:
    client_socket = stack.enter_context(closing(socket.create_connection(address, timeout=20)))
    client_socket.sendall(request)
    return client_socket


def receive_all(client_socket: socket.socket) -> bytes:
    """All bytes until the server closes the connection."""
    received = b""
    try:
        while piece := client_socket.recv(65536):
            received += piece
    except ConnectionError:
        pass
    return received


MOST_PIECES = 600  # pieces, 40 MB: more than buffers of the system hold


def count_sent_pieces(client_socket: socket.socket, piece: bytes) -> int:
    """How many such pieces of 64 KB were sent before the connection was closed."""
    for number in range(MOST_PIECES):
        try:
            client_socket.sendall(piece * (65536 // len(piece)))
        except OSError:
            return number
    return MOST_PIECES


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (HEAD, b"X-Word: y\r\n"),
        (HEAD + b"X-Word: ", b"y"),
        (b"GET /", b"y"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Word: y\r\n"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"y"),
    ],
    ids=["headers", "one header", "address", "trailers", "marks of a chunk"],
)
def test_endless_request_head_is_cut_off(serve, begin, piece):
    with ExitStack() as stack:
        assert count_sent_pieces(connect(stack, serve(), begin), piece) < MOST_PIECES


def test_too_large_head_is_431_in_the_accepted_language(serve):
    with ExitStack() as stack:
        words = HEAD + b"Accept-Language: bn\r\n" + b"X-Word: y\r\n" * (LARGEST_HEAD // 11) + b"\r\n"
        answer = receive_all(connect(stack, serve(), words)).decode()
    assert answer.startswith("HTTP/1.1 431 ")
    assert 'lang="bn"' in answer
    assert answer.index("কুকি") < answer.index("cookies")


def test_ordinary_head_and_small_body_chunks_are_accepted(serve):
    with ExitStack() as stack:
        words = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nX-Word: "
        chunks = b"4\r\nword\r\n" * 50_000
        answer = receive_all(connect(stack, serve(), words + b"y" * 30_000 + b"\r\n\r\n" + chunks + b"0\r\n\r\n"))
    assert answer.endswith(b"hello")


def test_slow_head_is_408_and_a_silent_connection_is_closed(serve):
    address = serve(head_seconds=0.5)
    with ExitStack() as stack:
        silent, half = connect(stack, address), connect(stack, address, HEAD)
        later = connect(stack, address, HEAD + b"\r\n")
        later.recv(10)
        later.sendall(b"\r\n")
        assert receive_all(silent) == b""
        assert receive_all(half).startswith(b"HTTP/1.1 408 ")
        receive_all(later)


@pytest.fixture
def few_slots(monkeypatch):
    monkeypatch.setattr(connection_limits, "connections", ConnectionLimit("connections", 20, 20))


@pytest.mark.parametrize("half", [b"", HEAD, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
def test_incomplete_requests_in_every_slot_do_not_block_a_request(serve, few_slots, half):
    address = serve()
    with ExitStack() as stack:
        for _ in range(60):
            connect(stack, address, half)
        assert httpx.get(f"http://127.0.0.1:{address[1]}/", timeout=20).text == "hello"
        assert connection_limits.connections.taken <= 20


def test_slots_of_closed_connections_are_freed(serve, few_slots):
    address = serve()
    with ExitStack() as stack:
        for _ in range(20):
            connect(stack, address, HEAD)
    for _ in range(1000):
        if not connection_limits.connections.taken:
            break
        time.sleep(0.01)
    assert connection_limits.connections.taken == 0


def test_one_client_cannot_take_all_slots(caplog):
    few = ConnectionLimit("sockets", 5, 2)
    assert [few.take("203.0.113.5") for _ in range(3)] == [True, True, False]
    assert "203.0.113.5" in caplog.text
    assert [few.take(None) for _ in range(4)] == [True, True, True, False]
    few.free("203.0.113.5")
    assert few.take("203.0.113.5")


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("127.0.0.1", None),
        ("::1", None),
        (None, None),
    ],
)
def test_client_of_an_address(address, client):
    assert callers.client(address) == client


def test_limit_of_open_files_is_raised_to_the_hard_limit():
    words = "import resource; from market.runtime import connection_limits as places;"
    words += "soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE);"
    words += "print(soft, places.sockets.limit + places.connections.limit)"
    limited = subprocess.run(
        [sys.executable, "-c", words],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 1024)),
        capture_output=True,
        check=True,
        text=True,
    )
    assert limited.stdout.split() == ["1024", "768"]

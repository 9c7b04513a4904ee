"""What a server bears: heads without end, half requests by the hundred. Real connections."""

import asyncio
import resource
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing

import httpx
import pytest
import uvicorn

from market.core.web import callers
from market.runtime import connection_limits
from market.runtime.connection_limits import ConnectionLimit
from market.runtime.http_protocol import LARGEST_HEAD, BoundedProtocol

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def page(scope, receive, send):
    """Takes the body, then says hello."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def serve():
    """`serve(head_seconds=…)` runs the page behind our protocol and gives its address."""
    with ExitStack() as stack:

        def run(head_seconds=60.0) -> tuple[str, int]:
            protocol = type("Quick", (BoundedProtocol,), {"head_seconds": head_seconds})
            listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0), backlog=512)))
            config = uvicorn.Config(
                page, lifespan="off", log_config=None, timeout_graceful_shutdown=1, http=protocol, loop="asyncio"
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
            thread.start()
            stack.callback(thread.join)
            stack.callback(setattr, server, "should_exit", True)
            while not server.started:
                time.sleep(0.01)
            return listener.getsockname()

        yield run


def connected(stack: ExitStack, address: tuple[str, int], words: bytes = b"") -> socket.socket:
    phone = stack.enter_context(closing(socket.create_connection(address, timeout=20)))
    phone.sendall(words)
    return phone


def heard(phone: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    words = b""
    try:
        while piece := phone.recv(65536):
            words += piece
    except ConnectionError:
        pass
    return words


MUCH = 600  # pieces, 40 MB: more than buffers of the system hold


def sent_without_end(phone: socket.socket, piece: bytes) -> int:
    """How many such pieces of 64 KB were taken before the line was cut."""
    for number in range(MUCH):
        try:
            phone.sendall(piece * (65536 // len(piece)))
        except OSError:
            return number
    return MUCH


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
def test_a_head_without_end_is_cut(serve, begin, piece):
    with ExitStack() as stack:
        assert sent_without_end(connected(stack, serve(), begin), piece) < MUCH


def test_a_head_that_is_too_large_is_told_so_in_ones_language(serve):
    with ExitStack() as stack:
        words = HEAD + b"Accept-Language: bn\r\n" + b"X-Word: y\r\n" * (LARGEST_HEAD // 11) + b"\r\n"
        answer = heard(connected(stack, serve(), words)).decode()
    assert answer.startswith("HTTP/1.1 431 ")
    assert 'lang="bn"' in answer
    assert answer.index("কুকি") < answer.index("cookies")


def test_a_head_of_ordinary_size_and_a_body_in_small_chunks_are_taken(serve):
    with ExitStack() as stack:
        words = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nX-Word: "
        chunks = b"4\r\nword\r\n" * 50_000
        answer = heard(connected(stack, serve(), words + b"y" * 30_000 + b"\r\n\r\n" + chunks + b"0\r\n\r\n"))
    assert answer.endswith(b"hello")


def test_a_head_that_drips_is_given_up_and_so_is_a_line_without_a_word(serve):
    address = serve(head_seconds=0.5)
    with ExitStack() as stack:
        silent, half = connected(stack, address), connected(stack, address, HEAD)
        later = connected(stack, address, HEAD + b"\r\n")
        later.recv(10)
        later.sendall(b"\r\n")
        assert heard(silent) == b""
        assert heard(half).startswith(b"HTTP/1.1 408 ")
        heard(later)


@pytest.fixture
def few_places(monkeypatch):
    monkeypatch.setattr(connection_limits, "connections", ConnectionLimit("connections", 20, 20))


@pytest.mark.parametrize("half", [b"", HEAD, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
def test_half_requests_in_every_place_and_a_page_answers(serve, few_places, half):
    address = serve()
    with ExitStack() as stack:
        for _ in range(60):
            connected(stack, address, half)
        assert httpx.get(f"http://127.0.0.1:{address[1]}/", timeout=20).text == "hello"
        assert connection_limits.connections.taken <= 20


def test_places_come_back(serve, few_places):
    address = serve()
    with ExitStack() as stack:
        for _ in range(20):
            connected(stack, address, HEAD)
    for _ in range(1000):
        if not connection_limits.connections.taken:
            break
        time.sleep(0.01)
    assert connection_limits.connections.taken == 0


def test_one_client_has_not_all_places(caplog):
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
def test_who_a_client_is(address, client):
    assert callers.client(address) == client


def test_the_limit_of_open_files_is_raised_as_far_as_it_may():
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

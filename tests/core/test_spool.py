"""Slow phones: real connections that stall in the middle, against four threads."""

import socket
import threading
import time
from contextlib import ExitStack, closing

import httpx
import pytest
import uvicorn
from a2wsgi import WSGIMiddleware

from market.core.spool import Spool

THREADS, PHONES = 4, 50
LARGE = b"x" * 8_000_000


def site(environ, start_response):
    """Sends the large file, or how many bytes it was given."""
    given = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    body = LARGE if environ["PATH_INFO"] == "/large" else str(given).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def serve():
    """`serve(pause=…)` runs the site with a spool in front and gives its address."""
    with ExitStack() as stack:

        def run(**limits) -> tuple[str, int]:
            pool = WSGIMiddleware(site, workers=THREADS)
            app = Spool(pool, **{"largest": 1_000_000, **limits})
            listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
            config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            stack.callback(pool.executor.shutdown)
            stack.callback(thread.join)
            stack.callback(setattr, server, "should_exit", True)
            while not server.started:
                time.sleep(0.01)
            return listener.getsockname()

        yield run


def stalled(stack: ExitStack, address: tuple[str, int], words: bytes) -> socket.socket:
    phone = stack.enter_context(closing(socket.socket()))
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    phone.connect(address)
    phone.sendall(words)
    return phone


@pytest.mark.parametrize(
    "words",
    [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf", b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["uploads", "downloads"],
)
def test_fifty_stalled_phones_and_a_page_answers(serve, words):
    address = serve()
    with ExitStack() as stack:
        for _ in range(PHONES):
            stalled(stack, address, words)
        answer = httpx.post(f"http://127.0.0.1:{address[1]}/", content=b"hello", timeout=10)
    assert (answer.status_code, answer.text) == (200, "5")


def test_a_large_answer_arrives_whole(serve):
    address = serve()
    assert httpx.get(f"http://127.0.0.1:{address[1]}/large", timeout=10).content == LARGE


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused(serve, announced):
    address = serve(largest=100_000)
    body = b"x" * 200_000
    answer = httpx.post(f"http://127.0.0.1:{address[1]}/api/v1/x", content=body if announced else iter([body, body]))
    assert answer.status_code == 413
    assert answer.json()["code"] == "not_taken_in"


def test_a_body_that_stops_coming_is_given_up(serve):
    address = serve(pause=0.2)
    with ExitStack() as stack:
        phone = stalled(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
        assert phone.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_given_up(serve):
    address = serve(whole=0.3)
    with ExitStack() as stack:
        phone = stalled(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n")
        for _ in range(2):
            phone.sendall(b".")
            time.sleep(0.1)
        assert phone.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_client_that_leaves_in_the_middle_costs_nothing(serve):
    address = serve()
    with ExitStack() as stack:
        stalled(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").close()
        assert httpx.get(f"http://127.0.0.1:{address[1]}/").text == "0"

"""Slow clients: real connections that stall mid-request, against four threads."""

import asyncio
import socket
import threading
import time
from contextlib import ExitStack, closing

import httpx
import pytest
import uvicorn
from a2wsgi import WSGIMiddleware

from market.runtime.early_answers import early_answer
from market.runtime.space import NoTurn, Space, Turns
from market.runtime.spool import SMALL, RequestRefused, Spool

THREADS, CLIENTS = 4, 50
ROOM, TURNS = Space(2**30, 2**30), Turns(THREADS, 1000, 1000)
LARGE = b"x" * 8_000_000


def site(environ, start_response):
    """Answer with the large file, or with the number of bytes received."""
    received = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    body = LARGE if environ["PATH_INFO"] == "/large" else str(received).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def body_limit(most, allows=True):
    """A limit of so many bytes, as for views that take files from signed-in users."""

    async def largest(scope) -> int:
        if not allows:
            raise RequestRefused(401)
        return most

    return largest


@pytest.fixture
def serve():
    """`serve(pause=…)` runs the site with a spool in front and gives its address."""
    with ExitStack() as stack:

        def run(**limits) -> tuple[str, int]:
            pool = WSGIMiddleware(site, workers=THREADS)
            app = Spool(pool, **{"largest": body_limit(1_000_000), "space": ROOM, "turns": TURNS, **limits})
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


def send_and_stall(stack: ExitStack, address: tuple[str, int], words: bytes) -> socket.socket:
    client_socket = stack.enter_context(closing(socket.socket()))
    client_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client_socket.connect(address)
    client_socket.sendall(words)
    return client_socket


@pytest.mark.parametrize(
    "words",
    [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf", b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["uploads", "downloads"],
)
def test_stalled_clients_do_not_block_other_requests(serve, words):
    address = serve()
    with ExitStack() as stack:
        for _ in range(CLIENTS):
            send_and_stall(stack, address, words)
        answer = httpx.post(f"http://127.0.0.1:{address[1]}/", content=b"hello", timeout=10)
    assert (answer.status_code, answer.text) == (200, "5")


def test_large_response_is_complete(serve):
    address = serve()
    assert httpx.get(f"http://127.0.0.1:{address[1]}/large", timeout=10).content == LARGE


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_body_is_413(serve, announced):
    address = serve(largest=body_limit(SMALL))
    body = b"x" * (SMALL + 1)
    answer = httpx.post(f"http://127.0.0.1:{address[1]}/api/v1/x", content=body if announced else iter([body, body]))
    assert answer.status_code == 413
    assert answer.json()["code"] == "not_taken_in"
    page = early_answer(413, "/files/", {b"accept-language": b"bn"}.items())[1].decode()
    assert "আমার কাজ" in page
    assert '<a href="/">প্রথম পাতায় যান</a>' in page, "a page of the site, with a link"


def test_stalled_body_is_408(serve):
    address = serve(pause=0.2)
    with ExitStack() as stack:
        client_socket = send_and_stall(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
        assert client_socket.recv(100).startswith(b"HTTP/1.1 408 ")


def test_slow_body_is_408(serve):
    address = serve(whole=0.3)
    with ExitStack() as stack:
        client_socket = send_and_stall(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n")
        for _ in range(2):
            client_socket.sendall(b".")
            time.sleep(0.1)
        assert client_socket.recv(100).startswith(b"HTTP/1.1 408 ")


def test_client_that_disconnects_mid_body_blocks_no_request(serve):
    address = serve()
    with ExitStack() as stack:
        send_and_stall(stack, address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").close()
        assert httpx.get(f"http://127.0.0.1:{address[1]}/").text == "0"


def test_large_body_of_an_anonymous_client_is_401(serve):
    address = serve(largest=body_limit(10_000_000, allows=False))
    url = f"http://127.0.0.1:{address[1]}/"
    answer = httpx.post(url, content=b"x" * 5_000_000, headers={"Accept-Language": "bn"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert answer.text.index("সাইন ইন") < answer.text.index("signed in")
    assert httpx.post(url, content=b"x" * 1000).text == "1000"


def test_total_size_of_bodies_is_limited_and_freed(serve):
    space = Space(SMALL, SMALL)
    address = serve(space=space)
    url = f"http://127.0.0.1:{address[1]}/"
    with ExitStack() as stack:
        for _ in range(8):  # each alone fits, all together do not
            head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"
            client_socket = send_and_stall(stack, address, head)
            client_socket.sendall(b"x" * 200_000)
        wait_until(lambda: space.taken > SMALL - 200_000)
        answer = httpx.post(url, content=b"x" * 300_000)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert space.taken <= SMALL
    wait_until(lambda: space.taken == 0)
    assert httpx.post(url, content=b"x" * 300_000).text == "300000"


def test_one_client_cannot_take_all_threads():
    async def run_requests():
        turns, order, gone = Turns(2, 100, 5), [], asyncio.Event()

        async def request(client):
            async with turns.turn(client):
                order.append(client)
                await gone.wait()

        crowd = [asyncio.create_task(request("203.0.113.5")) for _ in range(5)]
        await asyncio.sleep(0)
        other = asyncio.create_task(request("198.51.100.7"))
        await asyncio.sleep(0.01)
        with pytest.raises(NoTurn):
            await request("203.0.113.5")
        before = list(order)
        gone.set()
        await asyncio.gather(*crowd, other)
        return before, order

    before, order = asyncio.run(run_requests())
    assert before == ["203.0.113.5", "203.0.113.5", "198.51.100.7"]
    assert len(order) == 6


def wait_until(holds):
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("the condition was never met")

"""uvicorn in a thread, and servers of others that behave badly: they drip, are silent, or never end."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import uvicorn

END = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def in_uvicorn(app: Any, **config: Any) -> Iterator[tuple[str, int]]:
    """An ASGI application behind uvicorn, so configured, until the block ends; its host and port."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=512)) as listener:
        served = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, **config))
        thread = threading.Thread(target=lambda: asyncio.run(served.serve([listener])))
        thread.start()
        try:
            while not served.started:
                time.sleep(0.01)
            yield listener.getsockname()
        finally:
            served.should_exit = True
            thread.join()


@contextmanager
def server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A server on this machine that takes one connection and talks as it likes; its URL. The event says: it is over."""
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def serve() -> None:
            with suppress(OSError), closing(door.accept()[0]) as line:
                line.recv(65536)
                talk(line, over)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/hook"
        over.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def dripping(before: bytes, drop: bytes, after: bytes = END) -> Callable[[socket.socket, threading.Event], None]:
    """A byte now and then for some seconds: always sooner than any wait for a single read would end."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(before)
        for _ in range(250):
            line.sendall(drop)
            if over.wait(0.02):
                return
        line.sendall(after)

    return talk

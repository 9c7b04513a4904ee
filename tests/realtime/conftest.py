"""A served site: the real application under uvicorn, in a thread of the test process or in its own process."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.request import urlopen

import pytest
import uvicorn
from django.conf import settings
from django.db import connection

from market.realtime import asgi, hub
from market.runtime.socket_protocol import SocketProtocol
from tests.realtime.client import Site


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ThreadedServer:
    """uvicorn on an event loop in a thread."""

    def __init__(self, app=asgi.application, **settings) -> None:
        self.port = free_port()
        settings = {"ws_max_size": 1024 * 1024, "ws": SocketProtocol, **settings}
        config = uvicorn.Config(app, port=self.port, lifespan="off", log_config=None, **settings)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))
        self.loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()
        hub.hub.is_closed = False
        await self.server.serve()
        await asgi.close_all()

    def start(self) -> None:
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive()


@pytest.fixture(scope="session", autouse=True)
def _close_database_connections(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Threads keep their connections open, and the test database could not be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def threaded(transactional_db) -> Iterator[ThreadedServer]:
    """The server itself, in a thread."""
    server = ThreadedServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def served(threaded) -> Site:
    """The site, served by a thread of this process."""
    return Site(threaded.port)


class SiteProcess:
    """The whole site in its own process on the test database: it can be killed."""

    def __init__(self, port: int | None = None, *, wait: bool = True) -> None:
        self.port = port or free_port()
        base = settings.DATABASES["default"]
        host = base["HOST"] or "127.0.0.1"
        name, user, password = connection.settings_dict["NAME"], base["USER"], base["PASSWORD"]
        address = (
            f"postgresql://{user}:{password}@/{name}?host={host}&port={base['PORT']}"
            if host.startswith("/")
            else f"postgresql://{user}:{password}@{host}:{base['PORT']}/{name}"
        )
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "uvicorn",
                "market.asgi:application",
                "--port",
                str(self.port),
                "--log-level",
                "error",
            ],
            env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "market.settings"},
        )
        if wait:
            self.wait()

    def wait(self) -> None:
        for _attempt in range(1200):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz"):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("The site did not come up.")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def processes(transactional_db) -> Iterator[list[SiteProcess]]:
    """Processes that a test starts; they are killed at its end."""
    started: list[SiteProcess] = []
    yield started
    for each in started:
        each.kill()

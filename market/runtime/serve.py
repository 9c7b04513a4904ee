"""One process, one loop, one port: the site, its socket, its jobs and its database.

Stop order: no new connections, sockets close with 1012 (they come back to the next process), requests at hand end, the
worker has 10 seconds, then the threads, then PostgreSQL.
"""

import asyncio
import fcntl
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connections
from django.utils.module_loading import import_string

from market.core.base import env
from market.core.base.demonstration import BEGUN, is_loaded, mark
from market.runtime import embedded, migration_lock, worker
from market.runtime.demo_loader import CannotServe, Loader, begin_anew
from market.runtime.http_protocol import BoundedProtocol
from market.runtime.socket_protocol import SocketProtocol
from market.runtime.supervision import DatabaseKeeper

log = logging.getLogger(__name__)
Say = Callable[[str], object]
STOPPING = "stopping"
PATIENCE = 20.0  # seconds that the process before has to end once it got the signal
TCP_USER_TIMEOUT = 120_000  # milliseconds: a client that vanished in the middle of an answer is forgotten by the kernel
CAST = """
  Sign in as (password amar-kaj-demo):
    carla@demo.test    client            farida@demo.test   freelancer
    rahim@demo.test    client (বাংলা)     rina@demo.test     freelancer
    oli@demo.test      officer           pavel@demo.test    operator     (both: second factor, codes on the desk)
"""


class Server(uvicorn.Server):
    """uvicorn, but signals are ours: they stop more than the server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def serve(say: Say, *, demonstration: bool = True) -> None:
    """Serve the site until a signal says stop; a new development site gets the `demonstration` data.

    Raises CannotServe or EmbeddedError when it cannot start.
    """
    _stop_on_signals_before_the_loop()
    address = f"http://{_host()}:{settings.PORT}/"
    started, loader = time.monotonic(), None
    keeper = DatabaseKeeper(settings.DATA_DIR)
    with _only_one(address), _listener() as listener:
        own_database = not env.text("DATABASE_URL")
        try:
            begin_anew(say, own_database=own_database)
            if own_database:
                embedded.start(settings.DATA_DIR)
                keeper.start()
            loader = set_up(say, demonstration=demonstration)
            threads_ended, lost = asyncio.Runner(loop_factory=_config(None).get_loop_factory()).run(
                _run(listener, lambda: _welcome(say, time.monotonic() - started, loader))
            )
        finally:
            if loader is not None:
                loader.stop()
            connections.close_all()
            if own_database:
                keeper.stop()
                embedded.stop(settings.DATA_DIR)
    if lost:
        log.critical("The site ends, for its supervisor to start it anew: %s", lost)
    if lost or not threads_ended:
        sys.stdout.flush()
        os._exit(1)  # a thread hangs in a call that does not end; the interpreter would wait for it


def set_up(say: Say, *, demonstration: bool) -> Loader | None:
    """Everything before the first request: catalogues, tables, lists; in development, once, the people of the
    demonstration data. Returns what loads the rest of it beside the site."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    commands = get_commands()
    with migration_lock.hold(say):
        for name in ("compile_catalogues", "migrate", "load_catalogues"):
            if name in commands:
                call_command(name, verbosity=0)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    elif demonstration and "load_demo" in commands:
        if mark().exists() or not get_user_model()._default_manager.exists():
            mark().write_text(BEGUN)
            call_command("load_demo", verbosity=0, cast_only=True)
            return Loader(say)
        is_loaded()
    return None


def _host() -> str:
    return env.text("HOST", "127.0.0.1") if settings.PRODUCTION else "127.0.0.1"


@contextmanager
def _only_one(address: str) -> Iterator[None]:
    """Hold the lock of DATA_DIR. One that is just stopping is waited for."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.DATA_DIR / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _try_lock(lock):
            pid, where, state = (*os.pread(lock, 200, 0).decode().split("\n"), "", "")[:3]
            if state != STOPPING or time.monotonic() > deadline:
                raise CannotServe(f"The site runs here already: process {pid}, at {where}")
            time.sleep(0.1)
        _note(f"{os.getpid()}\n{address}\n")
        yield
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _note(text: str) -> None:
    (settings.DATA_DIR / "serve.lock").write_text(text)


@contextmanager
def _listener() -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in _host() else socket.AF_INET
        listener = socket.create_server((_host(), settings.PORT), family=family, backlog=512)
    except OSError as refused:
        reason = f"Port {settings.PORT} cannot be opened: {refused.strerror}. Choose another one: PORT=8001 make run"
        raise CannotServe(reason) from refused
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT)
    with listener:
        yield listener


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws=SocketProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.PRODUCTION,
        ws_max_size=64 * 1024,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )


def _stop_on_signals_before_the_loop() -> None:
    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in _signals():
        signal.signal(number, leave)


def _signals() -> list[signal.Signals]:
    """What tells us to stop. A hang-up that our parent chose to ignore (nohup) stays ignored."""
    hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hang_up]


async def _run(listener: socket.socket, welcome: Callable[[], None]) -> tuple[bool, str]:
    """Serve until stopped, or until the worker is lost; then stop in order.

    Returns whether every thread ended, and why the worker was lost.
    """
    site = import_string("market.asgi.application")  # now: it reads the static files that set-up may have collected
    server = Server(_config(site))
    stopping = asyncio.Event()

    def stop() -> None:
        server.force_exit = stopping.is_set()  # the second time: at once
        stopping.set()

    for number in _signals():
        asyncio.get_running_loop().add_signal_handler(number, stop)
    serving, working = asyncio.create_task(server.serve([listener])), asyncio.create_task(worker.work())
    waiting = asyncio.create_task(stopping.wait())
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        welcome()
    await asyncio.wait({serving, waiting, working}, return_when=asyncio.FIRST_COMPLETED)
    _note(f"{os.getpid()}\n\n{STOPPING}\n")
    await site.close_sockets()
    server.should_exit = True
    await serving
    working.cancel()
    await asyncio.wait({working}, timeout=worker.PATIENCE + 2)
    waiting.cancel()
    lost = working.exception() if working.done() and not working.cancelled() else None
    return await _threads_end(site.close), str(lost or "")


async def _threads_end(close: Callable[[], None]) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            await asyncio.to_thread(close)
            return True
    return False


def _welcome(say: Say, seconds: float, loader: Loader | None) -> None:
    with suppress(OSError):  # nobody listens at the terminal any more
        cast = "" if settings.PRODUCTION else f"  Desk (mails, payments, clock): {settings.SITE_URL}/sandbox/\n{CAST}"
        say(f"\n  Amar Kaj is ready after {seconds:.1f} s: {settings.SITE_URL}/\n{cast}\n  Ctrl-C stops it.")
        if loader is not None:
            say("\n  The demonstration data loads beside it (only this once).")
    if loader is not None:
        loader.start()

"""The site of a trial: two processes of sockets, one of pages, one worker, nginx, and Debian's PostgreSQL and Redis."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from trial.mail import MailServer
from trial.services import ROOT, Service, free_port, nginx, postgresql, python, redis

DISK_MEGABYTES = 64


@dataclass
class Site:
    """The parts of it: what stores, and what needs that."""

    folder: Path
    env: Mapping[str, str]
    mail: MailServer
    postgresql: Service
    redis: Service
    pages: Service
    sockets_a: Service
    sockets_b: Service
    worker: Service
    nginx: Service

    @property
    def services(self) -> list[Service]:
        """All of them."""
        return [*self.stores, *self.own, self.nginx]

    @property
    def stores(self) -> list[Service]:
        """What the site's own processes need."""
        return [self.postgresql, self.redis]

    @property
    def own(self) -> list[Service]:
        """The site's own processes."""
        return [self.pages, self.sockets_a, self.sockets_b, self.worker]

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"http://127.0.0.1:{self.nginx.port}"

    @property
    def readiness(self) -> list[str]:
        """The address of each process that tells whether it is ready."""
        return [f"http://127.0.0.1:{each.port}/readyz" for each in (self.pages, self.sockets_a, self.sockets_b)]


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A new site in the folder, migrated and started, then stopped. Raises RuntimeError if a part does not start."""
    mail, front = MailServer(), free_port()
    mail.start()
    stores = postgresql(folder), redis(folder)
    env = settings(folder, mail.port, front, *(store.port for store in stores))
    whole = Site(folder, env, mail, *stores, *processes(folder, env), nginx=Service("nginx", (), folder))
    whole.nginx = nginx(folder, front, pages=whole.pages.port, sockets=(whole.sockets_a.port, whole.sockets_b.port))
    try:
        for store in whole.stores:
            store.start()
        for command in ("migrate --verbosity=0", "load_catalogues"):
            manage(env, *command.split())
        at_once([service.start for service in (*whole.own, whole.nginx)])
        yield whole
    finally:
        for service in whole.services:
            service.thaw()
        at_once([service.stop for service in (*whole.own, whole.nginx)])
        at_once([service.stop for service in whole.stores])
        mail.stop()


def at_once(calls: Sequence[Callable[[], None]]) -> None:
    """Call all of them beside each other, and wait for the last. Raises what the first one raised."""
    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(call) for call in calls]:
            done.result()


def settings(folder: Path, mail: int, front: int, database: int, redis: int) -> dict[str, str]:
    """The environment of the site's processes."""
    return {
        "MARKET_ENV": "development",
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{database}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail}",
        "DATA_DIR": str(folder / "data"),
        "PORT": str(front),
        "SECRET_KEY": "of-a-trial-" * 6,
        "MARKET_MESSAGES_PER_MINUTE": "1000000",
        "MARKET_JOBS_PER_DAY": "1000000",
        "MARKET_UPLOADS_PER_DAY": "1000000",
        "MARKET_UPLOADS_PER_CLIENT_DAY": "1000000",
        "MARKET_LEAST_FREE_MEGABYTES": str(DISK_MEGABYTES // 4),
    }


def processes(folder: Path, env: Mapping[str, str]) -> tuple[Service, Service, Service, Service]:
    """Pages, sockets twice, worker: as docs/operations.md has them."""
    pages, one, other = free_port(), free_port(), free_port()
    granian = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(pages), "--no-ws"]
    uvicorn = ["-m", "uvicorn", "market.asgi:application", "--host", "127.0.0.1", "--log-level", "warning"]
    uvicorn += ["--ws", "market.runtime.socket_protocol:SocketProtocol", "--ws-max-size", "65536", "--port"]
    return (
        python("pages", folder, env, *granian, "--blocking-threads", "8", "market.wsgi:application", port=pages),
        python("sockets-a", folder, env, *uvicorn, str(one), port=one),
        python("sockets-b", folder, env, *uvicorn, str(other), port=other),
        python("worker", folder, env, "manage.py", "work"),
    )


def manage(env: Mapping[str, str], *words: str) -> str:
    """Run a command of the site. Returns what it says; raises CalledProcessError."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=True, capture_output=True, text=True)
    return done.stdout


@contextmanager
def small_disk(data: Path) -> Iterator[bool]:
    """Put a folder on a small disk of its own. Gives whether that was possible: it takes root."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(data)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["umount", "--lazy", str(data)], check=True)

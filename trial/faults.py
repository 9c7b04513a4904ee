"""The faults of a trial. Each returns when its cause is gone; then the site has to heal."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg

from trial.services import Service, tree
from trial.site import Site

Fault = Callable[[Site], Awaitable[None]]
LASTS = 6.0  # seconds that something is gone or hangs
MAILS = 60


async def nothing(site: Site) -> None:
    """No fault: the site is whole to begin with."""


async def backends_die(site: Site) -> None:
    """Every connection to the database is cut, as by a failover or an administrator."""
    with psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


async def backend_is_killed(site: Site) -> None:
    """One server process of the database is killed outright: PostgreSQL ends all others and recovers by itself."""
    assert site.postgresql.process
    os.kill(tree(site.postgresql.process.pid)[-1], signal.SIGKILL)
    await asyncio.sleep(1)


async def database_dies(site: Site) -> None:
    """PostgreSQL is killed, and comes back after a while."""
    await dies(site.postgresql)


async def database_hangs(site: Site) -> None:
    """PostgreSQL keeps its connections and answers nobody."""
    await _hangs(site.postgresql)


async def redis_dies(site: Site) -> None:
    """Redis is killed, and comes back empty."""
    await dies(site.redis)


async def redis_hangs(site: Site) -> None:
    """Redis keeps its connections and answers nobody."""
    await _hangs(site.redis)


async def sockets_die(site: Site) -> None:
    """A process of sockets is killed, and started again by its supervisor."""
    await dies(site.sockets_a, 1)


async def pages_die(site: Site) -> None:
    """The process of pages is killed, and started again."""
    await dies(site.pages, 1)


async def worker_dies(site: Site) -> None:
    """The worker is killed, and started again."""
    await dies(site.worker, 1)


async def worker_hangs(site: Site) -> None:
    """The worker stands still for a while."""
    await _hangs(site.worker)


async def mail_hangs(site: Site) -> None:
    """The mail server takes connections and never says a word; it still hangs while the site is checked."""
    from trial import world

    site.mail.hang()
    await asyncio.to_thread(world.queue_mails, MAILS)
    await asyncio.sleep(2)


async def disk_is_full(site: Site) -> None:
    """There is no room for files, which /readyz says; pages go on. Then there is room again."""
    from trial.checks import require_page, wait_until_unready

    ballast = Path(site.env["DATA_DIR"]) / "ballast"
    try:
        with ballast.open("wb") as written:
            while True:
                written.write(bytes(1 << 20))
    except OSError:
        pass
    try:
        await require_page(site)
        await wait_until_unready(site, "disk")
    finally:
        ballast.unlink()


async def rolling_restart(site: Site) -> None:
    """One process after the other is stopped in order and started again, as an update does."""
    for service in site.own:
        await asyncio.to_thread(service.stop)
        await asyncio.to_thread(service.start)


async def dies(service: Service, seconds: float = LASTS) -> None:
    """It is killed, and started again after so many seconds."""
    await asyncio.to_thread(service.kill)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(service.start)


async def _hangs(service: Service) -> None:
    service.freeze()
    await asyncio.sleep(LASTS)
    service.thaw()


ALL: dict[str, Fault] = {
    each.__name__.replace("_", "-"): each
    for each in (
        nothing, backends_die, backend_is_killed, database_dies, database_hangs, redis_dies, redis_hangs, sockets_die,
        pages_die, worker_dies, worker_hangs, mail_hangs, disk_is_full, rolling_restart,
    )
}  # fmt: skip
SHORT = ("nothing", "backends-die", "mail-hangs", "crowd", "storm")

"""Money while PostgreSQL is killed, and after it is put back to a moment of its past: no acknowledged posting is lost,
none is there twice, and `verify_ledger` finds the books whole.
"""

import asyncio
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from trial import faults, world
from trial.checks import NotHealthy
from trial.services import Service, as_user, free_port
from trial.site import Site, manage

PAYERS = 4
AT_LEAST = 25  # postings acknowledged between two kills
PATIENCE = 60.0  # seconds without a posting


class Payer(threading.Thread):
    """Posts a dollar at a time, each under a key of its own, until it is told to stop. What fails comes again."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: list[str] = []
        self.stops = threading.Event()
        self.trouble = ""

    def run(self) -> None:
        """Post on and on."""
        from django.db import Error, InterfaceError, OperationalError

        number = 0
        while not self.stops.is_set():
            key = f"{self.name}-{number}"
            try:
                post_dollar(key)
            except (OperationalError, InterfaceError):  # the connection is gone: did it happen? The key tells
                world.close_connection()
                time.sleep(0.05)
                continue
            except Error as error:
                self.trouble = f"{key}: {error}"
                return
            self.acknowledged.append(key)
            number += 1
        world.close_connection()


def post_dollar(key: str) -> None:
    """A posting of one dollar, committed when this returns."""
    from decimal import Decimal

    from django.db.transaction import atomic

    from market.core.base.money import Money
    from market.payments.ledger.postings import post_capital

    with atomic():
        post_capital(key, Money(Decimal("1.00"), "USD"))


async def money(site: Site, *, kills: int) -> None:
    """PostgreSQL is killed so many times while people pay. Raises NotHealthy for a posting that is lost or doubled."""
    payers = [Payer(f"trial-{number}-{time.time_ns()}") for number in range(PAYERS)]
    for payer in payers:
        payer.start()
    try:
        for _kill in range(kills):
            await _until_posted(payers, sum(len(each.acknowledged) for each in payers) + AT_LEAST)
            await faults.dies(site.postgresql, 0.2)
        await _until_posted(payers, sum(len(each.acknowledged) for each in payers) + AT_LEAST)
    finally:
        for payer in payers:
            payer.stops.set()
            await asyncio.to_thread(payer.join, PATIENCE)
    acknowledged = {key for payer in payers for key in payer.acknowledged}
    with psycopg.connect(site.env["DATABASE_URL"]) as server:
        lost = acknowledged - _keys(server, "trial-%")
    if lost:
        raise NotHealthy(f"{len(lost)} of {len(acknowledged)} acknowledged postings are lost")
    await _require_whole_books(dict(site.env))
    print(f"{'':20}{len(acknowledged)} postings acknowledged while PostgreSQL died {kills} times: all there, once")


def _keys(server: "psycopg.Connection[tuple[str]]", pattern: str) -> set[str]:
    """The keys of postings of capital. One key is one transaction: the database sees to that."""
    rows = server.execute("SELECT key FROM payments_ledgertransaction WHERE key LIKE %s", (f"capital:{pattern}",))
    return {key.removeprefix("capital:") for (key,) in rows}


async def _until_posted(payers: list[Payer], count: int) -> None:
    """Wait until so many postings are acknowledged. Raises NotHealthy."""
    until = time.monotonic() + PATIENCE
    while sum(len(each.acknowledged) for each in payers) < count:
        if trouble := next((each.trouble for each in payers if each.trouble), ""):
            raise NotHealthy(trouble)
        if time.monotonic() > until:
            raise NotHealthy("nobody can pay any more")
        await asyncio.sleep(0.05)


async def _require_whole_books(env: dict[str, str]) -> None:
    """Raise NotHealthy with what `verify_ledger` finds."""
    try:
        await asyncio.to_thread(manage, env, "verify_ledger")
    except subprocess.CalledProcessError as fault:
        raise NotHealthy(fault.stderr[-500:]) from fault


async def restore(site: Site) -> None:
    """A base backup and the log of what was written since bring the books back to a moment: with all before it, nothing
    after it, and whole. Raises NotHealthy."""
    folder, url = site.folder / "restored", site.env["DATABASE_URL"]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "log").mkdir(parents=True)
    _belongs_to_postgresql(folder)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"ALTER SYSTEM SET archive_command = 'cp %p {folder}/log/%f'")
        server.execute("SELECT pg_reload_conf()")
        before, after = await _back_up_and_pay(server, folder, url)
        server.execute("ALTER SYSTEM SET archive_command = '/bin/true'")
        server.execute("SELECT pg_reload_conf()")
    copy = _recovering(site.postgresql, folder)
    await asyncio.to_thread(copy.start)
    restored = f"postgresql://postgres@127.0.0.1:{copy.port}/postgres"
    try:
        await _until(lambda: not _one(restored, "SELECT pg_is_in_recovery()"), "the restored database stays read-only")
        with psycopg.connect(restored) as server:
            there = _keys(server, "restore-%")
        if there & (before | after) != before:
            raise NotHealthy(f"{len(before - there)} postings are lost, {len(after & there)} are of after the moment")
        await _require_whole_books({**site.env, "DATABASE_URL": restored})
    finally:
        await asyncio.to_thread(copy.stop)
    print(f"{'':20}put back to a moment: {len(before)} postings before it are there, {len(after)} after it are not")


async def _back_up_and_pay(
    server: "psycopg.Connection[tuple[str]]", folder: Path, url: str
) -> tuple[set[str], set[str]]:
    """A base backup, postings, the moment, and more postings. The keys of both."""
    backup = [str(_program("pg_basebackup")), "-D", str(folder / "data"), "-d", url, "-X", "none", "--checkpoint=fast"]
    await asyncio.to_thread(subprocess.run, [*as_user("postgres"), *backup], check=True, capture_output=True, cwd="/")
    stamp = time.time_ns()
    before, after = ({f"restore-{stamp}-{word}-{n}" for n in range(AT_LEAST)} for word in ("before", "after"))
    await asyncio.to_thread(_pay, before)
    server.execute("SELECT pg_create_restore_point('the_moment')")
    await asyncio.to_thread(_pay, after)
    last = server.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]  # type: ignore[index]
    await _until(lambda: (folder / "log" / last).exists(), f"{last} is not archived")
    return before, after


def _pay(keys: set[str]) -> None:
    for key in sorted(keys):
        post_dollar(key)
    world.close_connection()


def _program(name: str) -> Path:
    return sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))[-1]


def _belongs_to_postgresql(folder: Path) -> None:
    if as_user("postgres"):
        subprocess.run(["chown", "-R", "postgres:postgres", str(folder)], check=True)


def _recovering(first: Service, folder: Path) -> Service:
    """A PostgreSQL on the backup, which reads the log up to the moment and then serves."""
    data, port = folder / "data", free_port()
    settings = (
        f"restore_command = 'cp {folder}/log/%f %p'",
        "recovery_target_name = 'the_moment'",
        "recovery_target_action = 'promote'",
    )
    with (data / "postgresql.auto.conf").open("a") as written:
        written.write("\n".join(settings) + "\n")
    (data / "recovery.signal").touch()
    _belongs_to_postgresql(data)
    command = [each.replace(f"port={first.port}", f"port={port}") for each in first.command]
    command[command.index("-D") + 1] = str(data)
    return Service(
        "restored",
        command,
        folder.parent,
        port,
        serves=lambda: _one(_url(port), "SELECT 1") == 1,
        ends_by=first.ends_by,
    )


def _url(port: int) -> str:
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _one(url: str, statement: str) -> object:
    """The one value of a statement; None while nobody answers."""
    try:
        with psycopg.connect(url, connect_timeout=2) as server:
            row = server.execute(statement).fetchone()
    except psycopg.OperationalError:
        return None
    return row[0] if row else None


async def _until(is_so: Callable[[], object], trouble: str) -> None:
    until = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(is_so):
        if time.monotonic() > until:
            raise NotHealthy(trouble)
        await asyncio.sleep(0.1)

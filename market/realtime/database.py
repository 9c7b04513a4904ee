"""PostgreSQL for the sockets' loop: a few connections of its own for what is hot, threads for what actions do."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from channels.db import DatabaseSyncToAsync
from psycopg_pool import AsyncConnectionPool

from market.core.base.db import connection_parameters

P = ParamSpec("P")
R = TypeVar("R")
Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
CONNECTIONS = 6
# A row that somebody holds for long must not hold everybody: who waited in vain tries again by itself.
OPTIONS = "-c lock_timeout=1000 -c statement_timeout=15000"
PATIENCE = 20  # seconds after which a database that does not even end a statement counts as lost
GIVE_UP = 5.0  # seconds after which a connection that cannot be made is forgotten: the next statement begins anew


class DatabaseHung(psycopg.OperationalError):
    """The database takes statements and does not answer."""


_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sockets")


async def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement in a transaction of its own; when this returns, it is committed. Raises psycopg.Error.

    A connection that broke meanwhile is replaced and the statement sent once more: it must bear that.
    """
    pool = await _pool()
    try:
        return await _rows(pool, sql, parameters)
    except DatabaseHung:
        raise
    except psycopg.OperationalError as error:
        if error.sqlstate and not error.sqlstate.startswith(("08", "57")):
            raise
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP):
                await pool.check()
        return await _rows(pool, sql, parameters)


async def _rows(pool: Pool, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    try:
        async with asyncio.timeout(PATIENCE), pool.connection(timeout=5) as held:
            cursor = await held.execute(sql, parameters)
            return await cursor.fetchall() if cursor.description else []
    except TimeoutError as hung:
        raise DatabaseHung(f"The database did not answer within {PATIENCE} s.") from hung


async def _pool() -> Pool:
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        wanted = connection_parameters()
        options = f"{wanted.get('options', '')} {OPTIONS}".strip()
        _pools[loop] = AsyncConnectionPool(
            kwargs={**wanted, "options": options, "autocommit": True, "prepare_threshold": 2},
            min_size=1,
            max_size=CONNECTIONS,
            reconnect_timeout=GIVE_UP,
            open=False,
        )
        await _pools[loop].open()
    return _pools[loop]


async def close() -> None:
    """Close this loop's connections."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        await pool.close()


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that uses Django's connection, in a thread."""
    call = DatabaseSyncToAsync(work, thread_sensitive=False, executor=_threads)
    result: R = await call(*args, **kwargs)
    return result

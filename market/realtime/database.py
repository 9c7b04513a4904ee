"""PostgreSQL for the sockets' loop: a few connections of its own for what is hot, threads for what actions do."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from channels.db import DatabaseSyncToAsync
from django.db import connection
from psycopg_pool import AsyncConnectionPool

P = ParamSpec("P")
R = TypeVar("R")
Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
CONNECTIONS = 6
# A row that somebody holds for long must not hold everybody: who waited in vain tries again by itself.
OPTIONS = "-c lock_timeout=1000 -c statement_timeout=15000"

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sockets")


async def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement in a transaction of its own; when this returns, it is committed. Raises psycopg.Error.

    A connection that broke meanwhile is replaced and the statement sent once more: it must bear that.
    """
    pool = await _pool()
    try:
        return await _rows(pool, sql, parameters)
    except psycopg.OperationalError as error:
        if error.sqlstate and not error.sqlstate.startswith(("08", "57")):
            raise
        await pool.check()
        return await _rows(pool, sql, parameters)


async def _rows(pool: Pool, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    async with pool.connection(timeout=5) as held:
        cursor = await held.execute(sql, parameters)
        return await cursor.fetchall() if cursor.description else []


async def _pool() -> Pool:
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        given = connection.get_connection_params()
        wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
        _pools[loop] = AsyncConnectionPool(
            kwargs={**wanted, "options": OPTIONS, "autocommit": True, "prepare_threshold": 2},
            min_size=1,
            max_size=CONNECTIONS,
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
    return await call(*args, **kwargs)

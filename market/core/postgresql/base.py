"""Django's PostgreSQL, with `core.base.timeouts`: no statement and no server that hangs holds a thread."""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from market.core.base import timeouts


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server answers nothing at all."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg does, for so long as the thread's patience lasts. Raises OperationalError after it."""
        limit = timeouts.seconds()
        if timeout is not None or limit is None:
            return super().wait(gen, interval=interval, timeout=timeout)
        try:
            return super().wait(gen, interval=interval, timeout=limit + timeouts.GRACE)
        except psycopg.errors._WaitTimeout as hung:  # private: a server's own time-out must not be taken for it
            self.pgconn.finish()
            raise psycopg.OperationalError(f"The database did not answer within {limit:.0f} s.") from hung


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend: `ENGINE = "market.core.postgresql"`."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": PatientConnection.connect})  # type: ignore[assignment]  # stands for the module
    _limit: float | None = None  # what the server was told last
    _is_limit_sure = False  # a rollback takes back also what was told in its transaction

    def init_connection_state(self) -> None:
        """A new connection: the server has no limit yet. It compiles no statement: that takes longer than a search."""
        super().init_connection_state()
        self.connection.execute("SET jit = off")
        self._limit, self._is_limit_sure = None, True
        self._tell_limit()

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor, the server knowing how long its statements may take."""
        self._tell_limit()
        return super().create_cursor(name)

    def rollback(self) -> None:
        """Roll back, and with it what the server was told of a limit."""
        super().rollback()
        self._is_limit_sure = False

    def savepoint_rollback(self, sid: str) -> None:
        """The same, to a savepoint."""
        super().savepoint_rollback(sid)
        self._is_limit_sure = False

    def _tell_limit(self) -> None:
        limit = timeouts.seconds()
        is_told = self._is_limit_sure and limit == self._limit
        if is_told or self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        milliseconds = 0 if limit is None else int(limit * 1000)
        self.connection.execute(f"SET statement_timeout = {milliseconds}")  # a number of ours
        self._limit, self._is_limit_sure = limit, True

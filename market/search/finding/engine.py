"""Which backend answers a search: the engine of ELASTICSEARCH_URL while it is well, else PostgreSQL, always."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings

Answer = TypeVar("Answer")
_is_database_only: ContextVar[bool] = ContextVar("is_database_only", default=False)


class EngineAway(Exception):
    """The engine cannot be asked now; the text says why."""


def answer(by_engine: Callable[[], Answer], by_database: Callable[[], Answer]) -> Answer:
    """What the engine answers; where there is none, or it is away, what PostgreSQL does."""
    if settings.ELASTICSEARCH_URLS and not _is_database_only.get():
        with suppress(EngineAway):
            return by_engine()
    return by_database()


@contextmanager
def database_only() -> Iterator[None]:
    """Let PostgreSQL answer this thread, which sees what is not committed yet."""
    token = _is_database_only.set(True)
    try:
        yield
    finally:
        _is_database_only.reset(token)

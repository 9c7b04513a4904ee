"""Which backend answers a search: the engine of ELASTICSEARCH_URL while it is well, else PostgreSQL, always."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.conf import settings

Answer = TypeVar("Answer")


class EngineAway(Exception):
    """The engine cannot be asked now; the text says why."""


def answer(by_engine: Callable[[], Answer], by_database: Callable[[], Answer]) -> Answer:
    """What the engine answers; where there is none, or it is away, what PostgreSQL does."""
    if settings.ELASTICSEARCH_URLS:
        with suppress(EngineAway):
            return by_engine()
    return by_database()

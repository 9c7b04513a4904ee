"""The site's caches, all of them Django's (`CACHES`), and the one rule by which what they hold ends.

- Every value has a time limit.
- What can change under its key is kept in a `CacheGroup`. Who changes it ends the generation of the group
  (`clear_now_and_on_commit`), and with it every value: in all processes within a second, where they share a Redis.
- What is kept under all that it shows (`key_of`) cannot be out of date, and needs no group.

Values are in the memory of each process: they belong to its version of the code, and are there sooner than by network.
"""

import logging
import threading
from collections.abc import Callable
from hashlib import blake2b
from time import monotonic, perf_counter
from typing import Literal, TypeVar
from uuid import uuid4

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import transaction

from market.core.base import clock

log = logging.getLogger(__name__)
REFRESHING = 5  # seconds in which one request computes a value anew and others take the expired one
KNOWN = 1.0  # seconds until a process asks for the shared generation again
PAUSE = 5.0  # seconds until Redis is asked again after it did not answer
Value = TypeVar("Value")
Answer = TypeVar("Answer")
Local = Literal["pages", "fragments", "images"]


def key_of(*parts: object) -> str:
    """A key for values that their `repr` tells apart."""
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def local(name: Local) -> BaseCache:
    """One of this process's own caches."""
    return caches[name]


def compute_once(name: Local, key: str, compute: Callable[[], Value], *, seconds: float) -> Value:
    """The value of a key in one of this process's own caches, computed if it is not there. It is never None."""
    value: Value | None = local(name).get(key)
    if value is None:
        value = compute()
        local(name).set(key, value, seconds)
    return value


class SharedCache:
    """The cache of all processes; for a while this process's own, whenever Redis does not answer."""

    def __init__(self) -> None:
        self._away_until, self._is_away = 0.0, False

    def ask(self, question: Callable[[BaseCache], Answer]) -> tuple[Answer, bool]:
        """What the cache answers, and whether it was the shared one."""
        if monotonic() >= self._away_until:
            try:
                answer = question(caches["shared"])
            except Exception as away:  # a cut line, no memory, a value of other code: no page may fail by its cache
                self._pause(away)
            else:
                self._resume()
                return answer, True
        return question(caches["process"]), False

    def _pause(self, away: Exception) -> None:
        self._away_until = monotonic() + PAUSE
        if not self._is_away:
            log.warning("The shared cache does not answer (%r): this process uses its own.", away)
        self._is_away = True

    def _resume(self) -> None:
        if self._is_away:
            log.warning("The shared cache answers again.")
        self._is_away = False


shared = SharedCache()


class CacheGroup:
    """Values that become invalid together. What is got is a copy: changing it changes nothing in the cache.

    Values are in this process, their generation is shared: asked for once in a second, it costs no page a round trip.
    """

    def __init__(self, name: str) -> None:
        self._name, self._generation_key, self._known_key = name, f"{name}:generation", f"{name}:known"
        self._is_clear_due = False  # Redis was away when the group was cleared
        self._thread = threading.local()  # `is_clear_due`: its transaction, once committed, clears the group

    def get_or_compute(self, key: str, compute: Callable[[], Value], *, lifetime: Callable[[float], float]) -> Value:
        """The value of a key, computed if there is none of this generation.

        `lifetime` gives the seconds that it is valid from the seconds that computing it took. An expired one is
        computed anew by one request, and taken by others meanwhile. If the group is cleared while it is computed, the
        value serves only those who wait for it.
        """
        cache, name, generation = caches["process"], f"{self._name}:{key}", self.generation()
        of, value, until = cache.get(name, ("", None, 0.0))

        def compute_and_keep() -> Value:
            started = perf_counter()
            computed = compute()
            seconds = lifetime(perf_counter() - started)
            cache.set(name, (generation, computed, clock.wall().timestamp() + seconds), seconds + REFRESHING)
            return computed

        if of != generation:
            return compute_and_keep()
        claim = f"{name}:refreshing"
        if until > clock.wall().timestamp() or not cache.add(claim, "", REFRESHING):
            kept: Value = value
            return kept
        try:
            return compute_and_keep()
        finally:
            cache.delete(claim)

    def clear(self) -> None:
        """End the generation: what was computed, or is being computed, is valid no more, in any process."""
        self._begin_everywhere()

    def clear_now_and_on_commit(self) -> None:
        """End the generation in this process, and in all of them once the transaction is committed.

        However many rows a transaction changes, the others are told once.
        """
        generation = self._begin_generation(caches["process"])  # and no Redis: a transaction waits for no network
        caches["process"].set(self._known_key, generation, KNOWN)
        self._thread.is_clear_due = True
        transaction.on_commit(self._clear_once)  # each time: a savepoint that is rolled back forgets its own

    def _clear_once(self) -> None:
        if self._thread.is_clear_due:
            self._thread.is_clear_due = False
            self.clear()

    def generation(self) -> str:
        """What is kept is valid as long as this stays the same."""
        cache = caches["process"]
        known: str | None = cache.get(self._known_key)
        if known is not None:
            return known
        generation, is_shared = shared.ask(self._shared_generation)
        if is_shared and self._is_clear_due:
            return self._begin_everywhere()
        if cache.add(self._known_key, generation, KNOWN):
            return generation
        return cache.get(self._known_key) or generation  # of a clear that came between

    def _begin_everywhere(self) -> str:
        self._begin_generation(caches["process"])
        generation, is_shared = shared.ask(self._begin_generation)
        self._is_clear_due = not is_shared
        caches["process"].set(self._known_key, generation, KNOWN)
        return generation

    def _shared_generation(self, cache: BaseCache) -> str:
        return cache.get(self._generation_key) or self._begin_generation(cache)

    def _begin_generation(self, cache: BaseCache) -> str:
        generation = uuid4().hex  # no number: one that Redis has dropped must not come again
        cache.set(self._generation_key, generation, None)
        return generation

"""Passwords are hashed a few at a time: a hash is dear on purpose, and whoever asks for many must not take every thread
from people who only read. The hashes themselves are Django's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers
from django.utils.translation import gettext_lazy as _

from market.core.errors import DomainError

PATIENCE = 10.0  # seconds that a hash waits for its turn


class Busy(DomainError):
    """More passwords wait to be looked at than this process can. Nothing was done."""

    help = "clocks#limits"
    status, code = 503, "busy"
    sentence = _("Many people are signing in just now. Try again in a few seconds.")
    retry_after = 5


class Gate:
    """Lets `at_once` in together and `waiting` more wait; who comes then is refused at once."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._inside, self._near = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Inside, until the end of the block. Raises Busy."""
        if not self._near.acquire(blocking=False):
            raise Busy
        try:
            if not self._inside.acquire(timeout=PATIENCE):
                raise Busy
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._near.release()


gate = Gate(at_once=settings.LIFECYCLE.passwords_at_once, waiting=settings.LIFECYCLE.passwords_waiting)


class ScryptPasswordHasher(hashers.ScryptPasswordHasher):
    """Django's, a few at a time."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        """The hash; looking at a password makes one too. Raises Busy."""
        with gate.passed():
            return super().encode(*args, **kwargs)

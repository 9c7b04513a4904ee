"""Limit concurrent password hashing per process.

A hash is expensive on purpose: without a limit many sign-ins would take every thread. The hashes are Django's.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError
from market.core.web import clients

KNOWN = "account_that_knows_the_device"  # an attribute of such a request
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


class Lane:
    """A gate that nobody else can crowd: one request of an account at a time, and `places` in all."""

    def __init__(self, *, places: int) -> None:
        self._gate = Gate(at_once=1, waiting=places - 1)
        self._accounts: set[str] = set()

    @contextmanager
    def passed(self, account: str) -> Iterator[None]:
        """Inside, until the end of the block. Raises Busy."""
        if account in self._accounts:
            raise Busy
        self._accounts.add(account)
        try:
            with self._gate.passed():
                yield
        finally:
            self._accounts.discard(account)


gate = Gate(at_once=settings.LIFECYCLE.passwords_at_once, waiting=settings.LIFECYCLE.passwords_waiting)
lane = Lane(places=2)  # beside the gate: strangers who crowd it keep nobody from a device that the account knows


def note_known(request: HttpRequest | None, account: str) -> None:
    """The request comes from a device that the account knows: its passwords have a lane beside the gate."""
    if request is not None:
        setattr(request, KNOWN, account)


class ScryptPasswordHasher(hashers.ScryptPasswordHasher):
    """Django's, a few at a time."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        """The hash; looking at a password makes one too. Raises Busy."""
        account = getattr(clients.request_at_hand(), KNOWN, "")
        if account:
            with suppress(Busy), lane.passed(account):
                return super().encode(*args, **kwargs)
        with gate.passed():
            return super().encode(*args, **kwargs)

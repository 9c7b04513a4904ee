"""Every boundary of an operation: before and after each call of a provider, and each commit. It can break off at any.

A call breaks off in two ways: the process dies (`Crash`, which no code catches), or the provider is away, before the
call or after its effect. The list is the code's own: calls are seen at the ports of `RAILS` and at Stripe Connect's
functions, commits at Django's `atomic`.
"""

import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, TracebackType
from typing import Any

import pytest
from django.db.transaction import Atomic

from market.core.base.errors import ProviderUnavailable
from market.payments.ledger import allowance_postings, chargeback_postings, postings
from market.payments.provider import stripe_connect, stripe_disputes
from market.payments.provider.port import PayIn
from market.payments.provider.rails import RAILS

LOCAL = ("read_event", "recent_events", "balances")  # parts of the port that no operation on money calls


class Crash(BaseException):
    """The process dies here."""


class Boundaries:
    """What an operation crosses, in order; `at`: the one where it breaks off, by `error`."""

    def __init__(self) -> None:
        self.crossed: list[str] = []
        self.at, self.error = -1, Crash
        self.is_watching, self.depth, self.inside = False, 0, 0
        self.thread = threading.get_ident()
        self.called: set[str] = set()

    @property
    def has_broken_off(self) -> bool:
        """Whether the boundary was reached."""
        return 0 <= self.at < len(self.crossed)

    @contextmanager
    def watching(self, at: int = -1, error: type[BaseException] = Crash) -> Iterator[None]:
        """Watch what happens in here, and break off at a boundary."""
        self.crossed, self.at, self.error, self.depth, self.inside = [], at, error, 0, 0
        self.is_watching = True
        try:
            yield
        finally:
            self.is_watching = False

    @property
    def is_ours(self) -> bool:
        """Whether the operation does this, and not a stand-in, which answers in a thread of its own."""
        return self.is_watching and threading.get_ident() == self.thread

    def cross(self, name: str) -> None:
        """Note a boundary. Raises `error` where the operation is to break off."""
        self.crossed.append(name)
        if len(self.crossed) - 1 == self.at:
            raise self.error(name) if self.error is Crash else self.error()

    def through_port(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The function of a port with its two boundaries. No transaction is open meanwhile."""

        def call(*args: Any, **named: Any) -> Any:
            if not self.is_ours or self.inside:  # one that another function of the port calls is a part of that
                return real(*args, **named)
            assert self.depth == 0, f"{name} is called inside a transaction"
            self.called.add(name)
            self.cross(f"before {name}")
            self.inside += 1
            try:
                answer = real(*args, **named)
            finally:
                self.inside -= 1
            self.cross(f"after {name}")
            return answer

        return call

    def noted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function of the postings: only that it was called."""

        def call(*args: Any, **named: Any) -> Any:
            self.called.add(name)
            return real(*args, **named)

        return call


def port_functions() -> dict[str, tuple[ModuleType, str]]:
    """Every function that reaches a provider for money, by its name in the list of boundaries."""
    names = [name for name, each in vars(PayIn).items() if inspect.isfunction(each) and name[0] != "_"]
    places: list[tuple[ModuleType, str]] = [
        (rail.pay_in, name) for rail in RAILS.values() for name in names if name not in LOCAL
    ]
    for module in (stripe_connect, stripe_disputes):
        places += [(module, name) for name in own_functions(module)]
    return {f"{module.__name__.rpartition('.')[2]}.{name}": (module, name) for module, name in places}


def posting_functions() -> dict[str, tuple[ModuleType, str]]:
    """Every function that posts to the ledger, by its name."""
    modules = (postings, allowance_postings, chargeback_postings)
    return {name: (module, name) for module in modules for name in own_functions(module) if name.startswith("post_")}


def own_functions(module: ModuleType) -> list[str]:
    """Names of the functions that a module defines for others."""
    each = inspect.getmembers(module, inspect.isfunction)
    return [name for name, one in each if one.__module__ == module.__name__ and name[0] != "_"]


def install(patch: pytest.MonkeyPatch) -> Boundaries:
    """Put boundaries around the ports and around each outermost `atomic`."""
    boundaries = Boundaries()
    for name, (module, function) in port_functions().items():
        patch.setattr(module, function, boundaries.through_port(name, getattr(module, function)))
    for name, (module, function) in posting_functions().items():
        patch.setattr(module, function, boundaries.noted(name, getattr(module, function)))
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def begin(block: Atomic) -> None:
        enter(block)
        boundaries.depth += boundaries.is_ours

    def end(
        block: Atomic, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        boundaries.depth -= boundaries.is_ours
        if not boundaries.is_ours or boundaries.depth or boundaries.inside or kind is not None:
            leave(block, kind, error, trace)
            return
        try:
            boundaries.cross("before a commit")
        except BaseException as crash:
            leave(block, type(crash), crash, crash.__traceback__)
            raise
        leave(block, None, None, None)
        boundaries.cross("after a commit")

    patch.setattr(Atomic, "__enter__", begin)
    patch.setattr(Atomic, "__exit__", end)
    return boundaries


def ways_to_break(name: str) -> list[type[BaseException]]:
    """How an operation can break off at a boundary: a database that commits is not away."""
    return [Crash] if name.endswith("a commit") else [Crash, ProviderUnavailable]

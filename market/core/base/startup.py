"""What apps do at a start: `load` before a process serves its first page, `start` when the site's worker starts, with
its database there.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils import translation

from market.core.base import garbage

Load = TypeVar("Load", bound=Callable[[], object])
log = logging.getLogger(__name__)
_loads: list[Callable[[], object]] = []
_starts: list[Callable[[], None]] = []


def at_start(function: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker checks or prepares. It may run twice at once, in two processes."""
    _starts.append(function)
    return function


def load_early(function: Load) -> Load:
    """Register what reads something that a process then keeps: no request is to wait for it."""
    _loads.append(function)
    return function


def start() -> None:
    """Run each that was registered for the worker."""
    _run_each(_starts)
    garbage.keep_loaded()


def load() -> None:
    """Load what pages need. A thread does it: who imports the site may have a loop, in which no database is asked."""
    loading = threading.Thread(target=_load, name="load")
    loading.start()
    loading.join()
    garbage.keep_loaded()


def _load() -> None:
    _run_each([_find_addresses, *_loads])
    connections.close_all()


def _find_addresses() -> None:
    """Import the views, and sort their addresses: once for each language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            _ = get_resolver().reverse_dict


def _run_each(functions: Iterable[Callable[[], object]]) -> None:
    """One that fails is logged, and stops none of the others."""
    for function in functions:
        try:
            function()
        except Exception:
            log.exception("start: %s failed", function.__qualname__)

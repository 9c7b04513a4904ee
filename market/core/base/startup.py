"""What apps check or prepare when the site's worker starts, with its database there."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
_starts: list[Callable[[], None]] = []


def at_start(function: Callable[[], None]) -> Callable[[], None]:
    """Register it. It may run twice at once, in two processes."""
    _starts.append(function)
    return function


def start() -> None:
    """Run each. One that fails is logged, and stops none of the others."""
    for function in _starts:
        try:
            function()
        except Exception:
            log.exception("start: %s failed", function.__qualname__)

"""A circuit breaker: an engine that does not answer as it should is left alone for some seconds, then probed."""

import logging
import queue
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.db import connections
from elasticsearch import BadRequestError

from market.search.finding.engine import EngineAway

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
PAUSE = 5.0  # seconds that a failing engine is left alone, and that a probe is good for
NOT_ASKED = "not asked yet"


class Breaker:
    """Closed: the engine is asked. Open: it is not, and `why` says so; a probe in a thread of its own closes it again.

    Whoever asks as it begins to fail waits `seconds` at most, nobody else does. It begins open, until a first probe.
    `probe` returns what is wrong, or nothing; it is repeated while the breaker is closed too, since an engine may
    answer and be wrong.
    """

    def __init__(self, probe: Callable[[], str], *, seconds: float) -> None:
        self.probe, self.seconds = probe, seconds
        self.why = NOT_ASKED
        self._next_probe = 0.0
        self._probing = threading.Lock()

    def is_closed(self) -> bool:
        """Whether the engine may be asked. Begins a probe where one is due; does not wait for it."""
        if monotonic() >= self._next_probe and self._probing.acquire(blocking=False):
            self._next_probe = monotonic() + PAUSE
            threading.Thread(target=self._run_probe, name="engine-probe", daemon=True).start()
        return not self.why

    def run(self, ask: Callable[[], Answer]) -> Answer:
        """What `ask` returns, in time. Raises EngineAway; where the engine is at fault the breaker opens.

        `ask` runs in a thread of its own, as no time-out of a connection ends one that drips: it uses no database.
        """
        if not self.is_closed():
            raise EngineAway(self.why)
        try:
            return _in_time(ask, self.seconds)
        except BadRequestError as error:
            log.exception("search engine: it does not understand a query")
            raise EngineAway("bad query") from error
        except Exception as error:
            self.open(f"{type(error).__name__}: {error}"[:200])
            raise EngineAway(self.why) from error

    def open(self, why: str) -> None:
        """Ask no more until a probe succeeds, some seconds from now at the earliest."""
        self._next_probe = monotonic() + PAUSE
        self._note(why)

    def _run_probe(self) -> None:
        try:
            self._note(self.probe())
        except Exception as error:
            self._note(f"{type(error).__name__}: {error}"[:200])
        finally:
            self._probing.release()
            connections.close_all()

    def _note(self, why: str) -> None:
        if bool(why) != bool(self.why) or self.why == NOT_ASKED:
            log.warning("search engine: %s", f"left alone, PostgreSQL answers: {why}" if why else "asked from now on")
        self.why = why


def _in_time(ask: Callable[[], Answer], seconds: float) -> Answer:
    """What a function returns or raises. Raises TimeoutError where that takes longer; then its thread is left."""
    results: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put((ask(), None))
        except Exception as error:
            results.put((None, error))

    threading.Thread(target=run, name="engine", daemon=True).start()
    try:
        answer, error = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:.1f} s") from None
    if error is not None:
        raise error
    return answer  # type: ignore[no-any-return]  # what `ask` returned

"""Is the process alive, and is everything behind it?

A check is a function without arguments that says what is wrong, or nothing. Apps register theirs with `check`. All are
asked by a thread of their own: an answer comes within two seconds, also while the database hangs.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from market.core.base import clock, demonstration, nightly_checks, site_keys, timeouts
from market.runtime import connection_limits, disks, lateness

WORKER_SILENCE = timedelta(seconds=45)  # a worker signs every 10 seconds
ANSWER_WITHIN = 1.5  # seconds
HUNG = "failed: did not answer in time"
Check = Callable[[], str]
CHECKS: dict[str, Check] = {}
_is_migrated = False


def check(name: str) -> Callable[[Check], Check]:
    """Register a check: what it returns is wrong; nothing is well."""

    def register(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return register


@check("disk")
def _disk() -> str:
    return ", ".join(str(folder) for folder in disks.full())


@check("database")
def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


@check("migrations")
def _migrations() -> str:
    return "" if _all_applied() else "not all were applied"


def _all_applied() -> bool:
    """Looked up until it is so once: all files of migrations are read for it."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


@check("workers")
def _workers() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > %s", [clock.wall() - WORKER_SILENCE])
        return "" if cursor.fetchone() else "none has signed lately"


CHECKS["deadlines"] = lateness.deadlines
CHECKS["jobs"] = lateness.jobs
CHECKS["checks"] = nightly_checks.wrong
CHECKS["secret_key"] = site_keys.is_lost
# What a monitor may like to know of this process; it never makes the site unready.
FACTS: dict[str, Callable[[], str]] = {"sockets": lambda: str(connection_limits.sockets)}
# The same of what the database is asked for: "ok" where there is nothing to know.
SLOW_FACTS: dict[str, Callable[[], str]] = {}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"process": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check on its own line, "ok" or "failed" and why; 503 if one failed. Facts stand below: on a test
    site also how far its demonstration data is."""
    answers, slow_facts = _Look.answers()
    ready = set(answers.values()) == {"ok"}
    answers |= {name: fact() for name, fact in FACTS.items()} | slow_facts
    if (loaded := demonstration.state()) is not None:
        answers["demonstration"] = loaded
    return JsonResponse(answers, status=200 if ready else 503, json_dumps_params={"indent": 1})


class _Look(threading.Thread):
    """One run of all checks. Requests that come while it is under way wait for the same one."""

    _lock = threading.Lock()
    _current: "_Look | None" = None

    def __init__(self) -> None:
        super().__init__(name="health", daemon=True)
        self.results: dict[str, str] = {}
        self.facts: dict[str, str] = {}

    def run(self) -> None:
        """Ask each check. One that fails stops none of the others."""
        try:
            with timeouts.of(ANSWER_WITHIN):
                for name, function in CHECKS.items():
                    self.results[name] = _asked(function)
                for name, fact in SLOW_FACTS.items():
                    self.facts[name] = _asked(fact, wrong="%s")
        finally:
            connections.close_all()

    @classmethod
    def answers(cls) -> tuple[dict[str, str], dict[str, str]]:
        """What each check and each slow fact says, as far as it did in time."""
        with cls._lock:
            look = cls._current
            if look is None or not look.is_alive():
                look = cls._current = cls()
                look.start()
        look.join(ANSWER_WITHIN)
        results, facts = dict(look.results), dict(look.facts)
        return {name: results.get(name, HUNG) for name in CHECKS}, {name: facts.get(name, HUNG) for name in SLOW_FACTS}


def _asked(function: Check, wrong: str = "failed: %s") -> str:
    try:
        words = function()
    except (Error, OSError):
        return "failed"
    return wrong % words if words else "ok"

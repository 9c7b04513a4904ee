"""Is the process alive, and is everything behind it?"""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from market.core import clock

WORKER_SILENCE = timedelta(seconds=45)  # a worker signs every 10 seconds


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _workers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > %s", [clock.wall() - WORKER_SILENCE])
        return cursor.fetchone() is not None


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "migrations": _migrations, "workers": _workers}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return JsonResponse({"process": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and workers, each "ok" or "failed" on its own line; 503 if one failed."""
    found = {name: "ok" if _passes(check) else "failed" for name, check in CHECKS.items()}
    ready = set(found.values()) == {"ok"}
    return JsonResponse(found, status=200 if ready else 503, json_dumps_params={"indent": 1})


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False

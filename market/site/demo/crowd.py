"""The crowd: as many graduates and jobs as requested, made in parallel, with their search documents."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from django.db import connection, connections
from django.db.transaction import atomic
from django.utils import translation

from market.accounts.models import User
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.indexing.actions import JOBS, PROFILES, Index
from market.search.indexing.change_log import forget_indexes
from market.site.demo import graduates, jobs
from market.site.demo.bulk import copy_documents
from market.site.demo.texts import Texts
from market.training.models import Batch

SEED = 2018
JOBS_OF_A_CLIENT = 25
AT_ONCE = 5000


def make_crowd(*, profiles: int, jobs: int) -> None:
    """Create graduates and jobs until there are at least so many of each.

    Two threads work: while one waits for the database, the other goes on. Each batch is a transaction of its own;
    what is missing after a crash is created by the next call. Raises the error of any thread.
    """
    batches = [partial(_add_jobs, jobs), *(partial(_add_graduates, batch) for batch in _missing_graduates(profiles))]
    with ThreadPoolExecutor(2) as threads:
        for future in [threads.submit(atomically, batch) for batch in batches]:
            future.result()


@contextmanager
def indexing() -> Iterator[None]:
    """Meanwhile, in a thread: analyze the tables, and write missing search documents of profiles.

    A change of a profile waits until the documents are written.
    """
    with ThreadPoolExecutor(1) as threads:
        tasks = [threads.submit(atomically, part) for part in (_analyze, partial(_add_documents, PROFILES, Profile))]
        yield
        for each in tasks:
            each.result()


@contextmanager
def in_background(make: Callable[[], None]) -> Iterator[None]:
    """Meanwhile, call `make` in a thread, each of its actions in a transaction of its own. Raises its error."""
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(_on_own_connection, make)
        yield
        future.result()


def atomically(make: Callable[[], None]) -> None:
    """Call `make` in a transaction of its own."""
    _on_own_connection(atomic(make))


def _on_own_connection(make: Callable[[], None]) -> None:
    """Call `make` on a connection of this thread, in English like all demonstration data."""
    try:
        with translation.override("en"):
            make()
    finally:
        connections.close_all()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _missing_graduates(wanted: int) -> list[list[int]]:
    """The numbers of graduates to create, in batches."""
    existing = set(User.objects.filter(email__startswith="graduate", is_demo=True).values_list("email", flat=True))
    missing = [number for number in range(wanted) if graduates.email_of(number) not in existing]
    return [missing[start : start + AT_ONCE] for start in range(0, len(missing), AT_ONCE)]


def _add_graduates(numbers: list[int]) -> None:
    batches = list(Batch.objects.filter(code__contains="-2018-").select_related("topic", "district").order_by("pk"))
    graduates.make_graduates(numbers, batches, _texts("graduates", numbers[0]))


def _add_jobs(wanted: int) -> None:
    existing = Job.objects.filter(client__is_demo=True).count()
    if existing < wanted:
        texts = _texts("jobs", existing)
        jobs.make_buyers(wanted // JOBS_OF_A_CLIENT, texts)
        jobs.make_jobs(range(existing, wanted), texts)
    _add_documents(JOBS, Job)
    forget_indexes()


def _add_documents(index: Index, model: type[Job] | type[Profile]) -> None:
    missing = model._default_manager.filter(document=None)
    if missing.exists():
        copy_documents(index, missing)


def _texts(kind: str, start: int) -> Texts:
    return Texts(random.Random(f"{SEED} {kind} {start}"))  # noqa: S311  # seeded on purpose

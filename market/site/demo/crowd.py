"""The crowd: as many graduates and jobs as are asked for, made side by side, each with its documents of the search."""

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
from market.search.actions import JOBS, PROFILES, Index
from market.site.demo import graduates, jobs
from market.site.demo.bulk import copy_documents
from market.site.demo.texts import Texts
from market.training.models import Batch

SEED = 2018
JOBS_OF_A_CLIENT = 25
AT_ONCE = 5000


def fill(*, profiles: int, jobs: int) -> None:
    """Make graduates and jobs until there are at least so many of each.

    Two threads work: while one waits for the database, the other goes on. Each part is a transaction of its own; what
    is cut short is made by the next call. An error of any is raised.
    """
    parts = [partial(_add_jobs, jobs), *(partial(_add_graduates, part) for part in _missing_graduates(profiles))]
    with ThreadPoolExecutor(2) as threads:
        for made in [threads.submit(_apart, part) for part in parts]:
            made.result()


@contextmanager
def made_findable() -> Iterator[None]:
    """The tables are measured, and profiles that miss their document of the search get it: beside what is done here.

    Who changes a profile here waits until the documents are there.
    """
    with ThreadPoolExecutor(1) as threads:
        done = [threads.submit(_apart, part) for part in (_measure, partial(_add_documents, PROFILES, Profile))]
        yield
        for each in done:
            each.result()


@contextmanager
def beside(make: Callable[[], None]) -> Iterator[None]:
    """Something else is made meanwhile, each of its acts in a transaction of its own. An error of it is raised."""
    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(_on_own_connection, make)
        yield
        made.result()


def _apart(make: Callable[[], None]) -> None:
    """In a transaction of its own."""
    _on_own_connection(atomic(make))


def _on_own_connection(make: Callable[[], None]) -> None:
    """On a connection of this thread, in English as everything that is loaded."""
    try:
        with translation.override("en"):
            make()
    finally:
        connections.close_all()


def _measure() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _missing_graduates(wanted: int) -> list[list[int]]:
    """The numbers of those who are to be made, in parts."""
    there = set(User.objects.filter(email__startswith="graduate", is_demo=True).values_list("email", flat=True))
    missing = [number for number in range(wanted) if graduates.email_of(number) not in there]
    return [missing[start : start + AT_ONCE] for start in range(0, len(missing), AT_ONCE)]


def _add_graduates(numbers: list[int]) -> None:
    batches = list(Batch.objects.filter(code__contains="-2018-").select_related("topic", "district").order_by("pk"))
    graduates.make_graduates(numbers, batches, _texts("graduates", numbers[0]))


def _add_jobs(wanted: int) -> None:
    there = Job.objects.filter(client__is_demo=True).count()
    if there < wanted:
        texts = _texts("jobs", there)
        jobs.make_buyers(wanted // JOBS_OF_A_CLIENT, texts)
        jobs.make_jobs(range(there, wanted), texts)
    _add_documents(JOBS, Job)


def _add_documents(index: Index, model: type[Job] | type[Profile]) -> None:
    missing = model._default_manager.filter(document=None)
    if missing.exists():
        copy_documents(index, missing)


def _texts(kind: str, there: int) -> Texts:
    return Texts(random.Random(f"{SEED} {kind} {there}"))  # noqa: S311  # seeded on purpose

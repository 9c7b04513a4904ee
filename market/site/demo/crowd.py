"""The crowd: as many graduates and jobs as are asked for, made side by side, each with its documents of the search."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from django.db.transaction import atomic
from django.utils import translation

from market.accounts.models import User
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.actions import JOBS, PROFILES
from market.site.demo import graduates, jobs
from market.site.demo.bulk import copy_documents
from market.site.demo.texts import Texts
from market.training.models import Batch

SEED = 2018
JOBS_OF_A_CLIENT = 25


def fill(*, profiles: int, jobs: int) -> None:
    """Make graduates and jobs until there are at least so many of each.

    The two kinds are made by two threads: while one waits for the database, the other goes on. Each is one
    transaction, so that what is cut short leaves nothing of its kind. An error of either is raised.
    """
    with ThreadPoolExecutor(2) as threads:
        for made in [threads.submit(_apart, _add_graduates, profiles), threads.submit(_apart, _add_jobs, jobs)]:
            made.result()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _apart(make: Callable[[int], None], wanted: int) -> None:
    """On a connection of this thread, in English as everything that is loaded."""
    try:
        with translation.override("en"), atomic():
            make(wanted)
    finally:
        connections.close_all()


def _add_graduates(wanted: int) -> None:
    there = User.objects.filter(email__startswith="graduate", is_demo=True).count()
    if there < wanted:
        last = Profile.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        batches = list(Batch.objects.filter(code__contains="-2018-").select_related("topic", "district").order_by("pk"))
        graduates.make_graduates(range(there, wanted), batches, _texts("graduates", there))
        copy_documents(PROFILES, Profile.objects.filter(pk__gt=last))


def _add_jobs(wanted: int) -> None:
    there = Job.objects.filter(client__is_demo=True).count()
    if there < wanted:
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        texts = _texts("jobs", there)
        jobs.make_buyers(wanted // JOBS_OF_A_CLIENT, texts)
        jobs.make_jobs(range(there, wanted), texts)
        copy_documents(JOBS, Job.objects.filter(pk__gt=last))


def _texts(kind: str, there: int) -> Texts:
    return Texts(random.Random(f"{SEED} {kind} {there}"))  # noqa: S311  # seeded on purpose

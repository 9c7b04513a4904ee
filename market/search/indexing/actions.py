"""Indexing: the documents of changed rows, or of everything."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.indexing.documents import Document, DocumentBuilder
from market.search.indexing.sources import Source, of_jobs, of_profiles, of_services
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

BATCH = 1000
COLUMNS = ("words", "fuzzy", "skill_ids", "heading_skill_ids", "work_skill_ids")
CASTS = ("tsvector", "text", "bigint[]", "bigint[]", "bigint[]")


@dataclass(frozen=True, slots=True)
class Index:
    """The table of one kind of document, and how sources are read from its rows."""

    table: str
    column: str
    sources: Callable[["QuerySet[Any]"], list[Source]]

    def write(self, documents: list[Document]) -> int:
        """Upsert documents; unchanged ones are left alone. Returns how many were given."""
        self.write_changed(documents)
        return len(documents)

    def write_changed(self, documents: list[Document]) -> list[int]:
        """The same. Returns the ids of those that were changed."""
        if not documents:
            return []
        columns, old, new = (
            ", ".join(each.format(name) for name in COLUMNS) for each in ("{}", "old.{}", "excluded.{}")
        )
        cast = ", ".join(f"{name}::{kind}" for name, kind in zip(COLUMNS, CASTS, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.table} AS old ({self.column}, {columns}) "  # noqa: S608  # our own names
                f"SELECT id, {cast} FROM unnest(%s::bigint[]{', %s::text[]' * len(COLUMNS)}) AS made (id, {columns}) "
                f"ON CONFLICT ({self.column}) DO UPDATE SET ({columns}) = ROW({new}) "
                f"WHERE ({old}) IS DISTINCT FROM ({new}) RETURNING {self.column}",
                [list(column) for column in zip(*documents, strict=True)],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def documents(self, rows: "QuerySet[Any]") -> Iterator[list[Document]]:
        """The documents of all these rows in batches.

        The next batch is built while one is written, so that PostgreSQL and Python work at the same time.
        """
        builder, futures = DocumentBuilder(vocabulary()), deque["Future[list[Document]]"]()
        with ThreadPoolExecutor(1) as executor:
            for batch in _batches(rows):
                futures.append(executor.submit(builder.documents, self.sources(batch)))
                if len(futures) > 1:
                    yield futures.popleft().result()
            yield from (each.result() for each in futures)


PROFILES = Index("search_profiledocument", "profile_id", of_profiles)
JOBS = Index("search_jobdocument", "job_id", of_jobs)
SERVICES = Index("search_servicedocument", "service_id", of_services)


def index_profiles(rows: "QuerySet[Profile]") -> int:
    """Index these profiles. Returns how many."""
    return PROFILES.write(DocumentBuilder(vocabulary()).documents(PROFILES.sources(rows)))


def index_jobs(rows: "QuerySet[Job]") -> int:
    """Index these jobs. Returns how many."""
    return JOBS.write(DocumentBuilder(vocabulary()).documents(JOBS.sources(rows)))


def index_services(rows: "QuerySet[Service]") -> int:
    """Index these services. Returns how many."""
    return SERVICES.write(DocumentBuilder(vocabulary()).documents(SERVICES.sources(rows)))


def reindex(report_progress: Callable[[int], object] = lambda count: None) -> int:
    """Write every document again, batch by batch, each in its own transaction. Returns how many.

    `report_progress` is called with the number written so far. Search keeps working meanwhile.
    """
    count = 0
    for index, rows in (
        (PROFILES, Profile.objects.all()),
        (JOBS, Job.objects.all()),
        (SERVICES, Service.objects.all()),
    ):
        for documents in index.documents(rows):
            count += index.write(documents)
            report_progress(count)
    return count


def _batches(rows: "QuerySet[Any]") -> Iterator["QuerySet[Any]"]:
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield rows.filter(pk__in=ids)
        last = ids[-1]

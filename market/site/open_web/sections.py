"""The sections of the sitemap, each in parts of 5,000 addresses at most: of 2,500 rows, in two languages.

A part of rows is a range of ids: it is read by the primary key, whatever stands before it, and needs no OFFSET.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from market.core.base import clock
from market.core.web.caches import compute_once
from market.jobs.models import Change, Job
from market.profiles.models import Profile, ProfileAddress
from market.search.finding.queries import TalentQuery
from market.search.lists.listing import search_page
from market.search.understanding.entries import Kind
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service
from market.site.help.pages import ALL_PAGES

SIZE = 2500  # ids in a part
SECONDS = 3600  # for which the numbers of the parts are cached
PAGES = (
    *(
        "home",
        "talent",
        "service_list",
        "job_list",
        "topics",
        "districts",
        "programme",
        "programme_figures",
        "how_holding_works",
        "about",
        "contact",
    ),
    *("check_certificate", "help_pages", "search_ranking", "grounds", "measure_grounds", "dispute_figures"),
    *("terms", "privacy"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A path of the sitemap, and when what it shows changed last, if that is known."""

    path: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """A section that is one part: so few addresses that they are listed."""

    addresses: Callable[[], list[Address]]

    def parts(self) -> list[int]:
        """The numbers of its parts: one, or none where there is nothing to list."""
        return [1] if self.addresses() else []

    def part(self, number: int) -> list[Address]:
        """The addresses of a part; none if there is no such part."""
        return self.addresses() if number == 1 else []


@dataclass(frozen=True, slots=True)
class Rows:
    """A section of rows that everybody may see, by ranges of their ids."""

    name: str
    public: "Callable[[], QuerySet[Any]]"
    addresses: "Callable[[QuerySet[Any]], Iterator[Address]]"

    def parts(self) -> list[int]:
        """The numbers of the parts that have a row, cached for an hour. Each is tried until its first public row."""
        return compute_once("pages", f"sitemap:{self.name}", self._parts, seconds=SECONDS)

    def part(self, number: int) -> list[Address]:
        """The addresses of a part, read anew: nobody is listed after being hidden."""
        ids = {"pk__gt": (number - 1) * SIZE, "pk__lte": number * SIZE}
        return list(self.addresses(self.public().filter(**ids).order_by("pk")))

    def _parts(self) -> list[int]:
        first, last_id = RawSQL("(part - 1)::bigint * %s", (SIZE,)), RawSQL("part::bigint * %s", (SIZE,))  # noqa: S611  # ours
        rows = self.public().filter(pk__gt=first, pk__lte=last_id).order_by().values("pk")
        statement, params = rows.query.sql_with_params()
        last = self.public().model.objects.aggregate(last=Max("pk"))["last"] or 0
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT part FROM generate_series(1, %s) AS part WHERE EXISTS ({statement})",  # noqa: S608  # Django's own
                (-(-last // SIZE), *params),
            )
            return [row[0] for row in cursor.fetchall()]


def _pages() -> list[Address]:
    paths = [reverse(name) for name in PAGES] + [each.url for each in ALL_PAGES]
    return [Address(path) for path in dict.fromkeys(paths)]


def _landing_pages(kind: Kind) -> Callable[[], list[Address]]:
    def addresses() -> list[Address]:
        counts = search_page(TalentQuery(), limit=1).result.facets.get(kind, {})
        entries = vocabulary().of(kind).values()
        return [Address(reverse(f"{kind}_landing", args=[each.slug])) for each in entries if counts.get(each.id)]

    return addresses


def _profiles() -> "QuerySet[Profile]":
    return Profile.objects.public().filter(is_indexable=True)


def _profile_addresses(rows: "QuerySet[Profile]") -> Iterator[Address]:
    chosen = ProfileAddress.objects.filter(profile=OuterRef("pk"), is_current=True).values("name")
    for pk, name, changed_at in rows.values_list("pk", Subquery(chosen), "updated_at"):
        yield Address(reverse("named_profile", args=[name]) if name else reverse("profile", args=[pk]), changed_at)


def _services() -> "QuerySet[Service]":
    return Service.objects.public().filter(freelancer__profile__is_indexable=True)


def _service_addresses(rows: "QuerySet[Service]") -> Iterator[Address]:
    for pk, changed_at in rows.values_list("pk", "updated_at"):
        yield Address(reverse("service", args=[pk]), changed_at)


def _jobs() -> "QuerySet[Job]":
    return Job.objects.public().filter(expires_at__gt=clock.now())


def _job_addresses(rows: "QuerySet[Job]") -> Iterator[Address]:
    # The largest by the index of the job: the first in order could be looked for among the changes of all jobs.
    last = Change.objects.filter(job=OuterRef("pk")).order_by().values("job").annotate(last=Max("at")).values("last")
    changed = Greatest("published_at", Coalesce(Subquery(last), "published_at"))
    for pk, changed_at in rows.values_list("pk", changed):
        yield Address(reverse("job", args=[pk]), changed_at)


SECTIONS: dict[str, Pages | Rows] = {
    "pages": Pages(_pages),
    "topics": Pages(_landing_pages("topic")),
    "skills": Pages(_landing_pages("skill")),
    "districts": Pages(_landing_pages("district")),
    "profiles": Rows("profiles", _profiles, _profile_addresses),
    "services": Rows("services", _services, _service_addresses),
    "jobs": Rows("jobs", _jobs, _job_addresses),
}

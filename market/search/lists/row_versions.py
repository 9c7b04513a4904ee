"""Row versions: one short statement tells whether the rows shown on a cached page have changed.

The version is PostgreSQL's own, the transaction that wrote the row last and where the row lies (`xmin`, `ctid`):
no version column has to be maintained. Rows that may not be seen any more have none. The same statement reads what the
viewer has marked of them, which is no part of the version.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Func, QuerySet
from django.db.models.expressions import RawSQL

from market.core.base.prepared import Each, Prepared, prepared
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding.queries import List
from market.search.lists.viewer_marks import MARKED, ViewerMarks, mark_columns, marks_from
from market.services.models import Service

Versions = tuple[tuple[Any, ...], ...]


class Version(Func):
    """The version of the row that a column belongs to."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        """The system columns of that row."""
        column, params = compiler.compile(self.source_expressions[0])
        row = column.rpartition(".")[0]
        return f"({row}.xmin::text || {row}.ctid::text)", params


# By list: its public rows, and one column of each table that a card shows something of (names of topics apart).
SHOWN: dict[List, tuple["QuerySet[Any]", tuple[str, ...]]] = {
    "jobs": (Job.objects.public(), ("title", "client__client_profile__company", "document__fuzzy")),
    "talent": (Profile.objects.public(), ("state", "user__is_active", "certificate__state", "document__fuzzy")),
    "services": (Service.objects.public(), ("state", "freelancer__is_active", "freelancer__profile__state")),
}
# What a card shows of several rows beside: pictures, and the score.
BESIDE = {
    "services": "services_servicepicture WHERE service_id = services_service.id",
    "talent": "(SELECT id, xmin, ctid FROM profiles_portfoliopicture WHERE profile_id = profiles_profile.id UNION ALL "
    "SELECT id, xmin, ctid FROM standing_score WHERE user_id = profiles_profile.user_id)",
}


@dataclass(frozen=True)
class Seen:
    """The public rows of a page in order: (id, versions of what its card shows); and the marks of the viewer."""

    versions: Versions = ()
    marks: ViewerMarks = field(default_factory=ViewerMarks)


def rows_seen(kind: List, ids: list[int], viewer: int | None) -> Seen:
    """The rows of these ids as a viewer (None: nobody signed in) sees them. One statement."""
    if not ids:
        return Seen()
    rows = {row["pk"]: row for row in PREPARED[kind](ids, viewer)}
    versions = [[value for name, value in rows[pk].items() if name not in MARKED] for pk in ids if pk in rows]
    return Seen(tuple(map(tuple, versions)), marks_from(rows.values()))


def _prepared(kind: List) -> "Prepared[list[int], int | None, Any]":
    rows, columns = SHOWN[kind]
    wanted = {column: Version(F(column)) for column in columns}
    more = [_beside(BESIDE[kind])] if kind in BESIDE else []
    named = {f"v{at}": each for at, each in enumerate([*wanted.values(), *more])}

    @prepared
    def statement(ids: list[int], viewer: int | None) -> "QuerySet[Any, Any]":
        marks = mark_columns(kind, viewer)
        shown: QuerySet[Any, Any] = rows.order_by().filter(pk__in=Each(ids)).annotate(**named, **marks)
        return shown.values("pk", *named, *marks)

    return statement


def _beside(source: str) -> RawSQL:
    versions = f"(SELECT string_agg(xmin::text || ctid::text, '' ORDER BY id, ctid) FROM {source})"  # noqa: S608
    return RawSQL(versions, (), output_field=CharField())  # noqa: S611  # our own text


PREPARED = {kind: _prepared(kind) for kind in SHOWN}

"""Row versions: one short statement tells whether the rows shown on a cached page have changed.

The version is PostgreSQL's own, the transaction that wrote the row last and where the row lies (`xmin`, `ctid`):
no version column has to be maintained. Rows that may not be seen any more have none.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, F, Func, QuerySet
from django.db.models.expressions import RawSQL

from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding.queries import List
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
    "jobs": (Job.objects.public(), ("title", "document__fuzzy")),
    "talent": (Profile.objects.public(), ("state", "user__is_active", "certificate__state", "document__fuzzy")),
    "services": (Service.objects.public(), ("state", "freelancer__is_active", "freelancer__profile__state")),
}
PICTURES = RawSQL(  # noqa: S611  # our own text
    "(SELECT string_agg(xmin::text || ctid::text, '' ORDER BY id) FROM services_servicepicture"
    " WHERE service_id = services_service.id)",
    (),
    output_field=CharField(),
)


def versions(kind: List, ids: list[int]) -> Versions:
    """(id, versions of the rows that its card shows) of each public row, in the order of the ids. One statement."""
    if not ids:
        return ()
    statement, params = _statement(kind)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, ids])
        version_by_id = {row[0]: row for row in cursor.fetchall()}
    return tuple(version_by_id[pk] for pk in ids if pk in version_by_id)


@cache
def _statement(kind: List) -> tuple[str, tuple[Any, ...]]:
    rows, columns = SHOWN[kind]
    wanted = {column: Version(F(column)) for column in columns}
    more = {"pictures": PICTURES} if kind == "services" else {}
    named = {f"v{at}": each for at, each in enumerate([*wanted.values(), *more.values()])}
    statement, params = rows.order_by().values_list("pk").annotate(**named).query.sql_with_params()
    return f'{statement} AND "{rows.model._meta.db_table}"."id" = ANY(%s)', params

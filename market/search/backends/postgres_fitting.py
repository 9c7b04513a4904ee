"""What fits a query well, of a few rows that are asked for, by PostgreSQL: for alerts of saved searches."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from market.search.backends import postgres_ranking as by
from market.search.backends.postgres import chosen_rows
from market.search.finding import ranking
from market.search.finding.queries import SearchQuery
from market.search.understanding.query_parsing import ParsedQuery


def fitting_ids(query: SearchQuery, parsed: ParsedQuery, among: "QuerySet[Any]", most: int | None = None) -> list[int]:
    """The ids of those rows, of the rows `among`, that fit well, best first, at most `most` (None: all).

    They are in the best class of fit (of words: spelt or by stem), or have all words in their heading; in the area
    itself; and meet every preference.
    """
    chosen, params = chosen_rows(query, parsed)
    rows, row_params = among.order_by().values("pk").query.sql_with_params()
    well = f"grp < {(1 if parsed.subjects else len(by.LEVELS)) * ranking.CLASS}"
    if parsed.text:
        well = f"({well} OR grp %% {ranking.UNMET} = 0)"
    # Every piece is SQL that Django compiled or that stands in the code; all values are parameters.
    statement = (
        f"SELECT id {chosen} AND id IN ({rows}) "  # noqa: S608
        f"AND {well} AND grp %% {ranking.CLASS} < {ranking.UNMET} "
        "ORDER BY grp, sort1, sort2, id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *row_params, most])
        return [pk for (pk,) in cursor.fetchall()]

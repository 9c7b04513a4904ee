"""PostgreSQL searches: one statement for a page's ids, the number of all, and the facets.

Who may be seen is joined (`public()`), so a revoked certificate or a closed job is out of every answer at once.

The order of the best match, each step only between those that the steps before leave equal:

1. How surely the words were found: as they stand in the headline, name, title or skills; in the topic or district; in
   the story or description; then by their stem; then by their sound (consonants).
2. People who take no work now come last.
3. A lot that is drawn anew every day. Who has finished no job here yet draws two lots and the better one counts: new
   graduates stand first somewhat more often than others and never behind for being new. Services stand as the people
   who offer them, jobs the newest first.

Standing (`market.standing`) has no part in any order: who is new has none.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Extract, Least

from market.core.base import clock
from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import apart_from
from market.search.queries import Found, JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.query_parsing import Understood, nearest, sounding, understand
from market.search.vocabulary import FACETS, vocabulary
from market.services.models import Service

PAGE = 20
# How surely a query was found, best first: by what, and in which fields.
LEVELS = (("exact", "A"), ("exact", "AB"), ("exact", ""), ("stem", "A"), ("stem", ""))
TAKA_PER_DOLLAR = 120  # only to set amounts of two currencies in one order
COLUMNS = "id, topic, district, skills, place1, place2, place3"


class Holds(Func):
    """Whether a vector matches the text of a tsquery."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Resembles(Func):
    """Whether a word is like a word of a text, by trigrams."""

    template = "(%(expressions)s)"
    arg_joiner = " <%% "
    output_field = BooleanField()


def find(query: SearchQuery, *, offset: int = 0, limit: int = PAGE) -> Found:
    """The answer to a query; where nothing fits its words, what is most like them."""
    known = vocabulary()
    asked = understand(query.q, known)
    found = _run(query, asked, offset, limit)
    if found.count or not asked.units:
        return found
    like = nearest(asked, known)
    if like == asked:
        return found
    close = _run(query, like, offset, limit)
    return Found(close.count, close.ids, close.facets, tuple(entry.name for entry in like.near), bool(close.count))


def count_each(queries: Iterable[SearchQuery]) -> list[int]:
    """How many each of some queries finds, without likeness, in one statement."""
    parts, params = [], list[Any]()
    for query in queries:
        inner, inner_params = _matched(query, understand(query.q, vocabulary()))
        where, where_params = _chosen(query)
        parts.append(f"(SELECT count(*) FROM ({inner}) AS matched ({COLUMNS}) WHERE {where})")  # noqa: S608  # as below
        params += [*inner_params, *where_params]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone() or ())


def _run(query: SearchQuery, asked: Understood, offset: int, limit: int) -> Found:
    inner, params = _matched(query, asked)
    counts, count_params = [], list[Any]()
    for facet in FACETS:
        where, more = _chosen(query, but=facet)
        source = "unnest(skills)" if facet == "skill" else facet
        counts.append(
            f"(SELECT jsonb_object_agg(one, n) FROM (SELECT {source} AS one, count(*) AS n FROM matched "  # noqa: S608
            f"WHERE {where} GROUP BY 1) AS facet WHERE one IS NOT NULL)"
        )
        count_params += more
    where, where_params = _chosen(query)
    # Every piece is SQL that Django compiled or that stands in this file; all values are parameters.
    statement = (
        f"WITH matched ({COLUMNS}) AS MATERIALIZED ({inner}), "  # noqa: S608
        f"chosen AS (SELECT * FROM matched WHERE {where}) "
        "SELECT (SELECT count(*) FROM chosen), "
        "ARRAY(SELECT id FROM chosen ORDER BY place1, place2, place3, id LIMIT %s OFFSET %s), "
        f"jsonb_build_array({', '.join(counts)})::text"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *where_params, limit, offset, *count_params])
        count, ids, facets = cursor.fetchone() or (0, [], "[null, null, null]")
    return Found(count, list(ids), _facets(facets))


def _facets(text: str) -> dict[Any, dict[int, int]]:
    found = zip(FACETS, json.loads(text), strict=True)
    return {facet: {int(pk): n for pk, n in (counts or {}).items()} for facet, counts in found}


def _chosen(query: SearchQuery, *, but: str = "") -> tuple[str, list[int]]:
    """The condition of the facets that are set, but for one, with its parameters."""
    known = vocabulary()
    parts, params = ["true"], list[int]()
    for facet, condition in (
        ("topic", "topic = %s"),
        ("skill", "skills @> ARRAY[%s]::bigint[]"),
        ("district", "district = %s"),
    ):
        entry = known.of(facet).get(getattr(query, facet, "")) if facet != but else None  # type: ignore[arg-type]
        if entry is not None:
            parts.append(condition)
            params.append(entry.id)
    return " AND ".join(parts), params


def _matched(query: SearchQuery, asked: Understood) -> tuple[str, tuple[Any, ...]]:
    """The SQL of all that fits but for the facets, with the columns of COLUMNS."""
    rows: QuerySet[Any]
    district: Any
    if isinstance(query, TalentQuery):
        rows, district, places = _talent(query), F("district_id"), _talent_places(query, asked)
    elif isinstance(query, JobQuery):
        rows, district, places = _jobs(query), Value(None, BigIntegerField()), _job_places(query, asked)
    elif isinstance(query, ServiceQuery):
        rows, places = _services(query), _service_places(query, asked)
        district = F("freelancer__profile__district_id")
    if asked.units:
        rows = rows.filter(Holds(F("document__words"), Value(asked.tsquery("sound"))))
    for word in asked.misspelt:
        sounds = Holds(F("document__words"), Value(sounding(word)))
        rows = rows.filter(Q(Resembles(Value(word), F("document__fuzzy"))) | Q(sounds))
    named = {f"place{number}": place for number, place in enumerate(places, 1)}
    rows = rows.annotate(in_district=district, owned=F("document__skill_ids"), **named).order_by()
    compiled: tuple[str, tuple[Any, ...]] = rows.values_list(
        "pk", "topic_id", "in_district", "owned", *named
    ).query.sql_with_params()
    return compiled


def _talent(query: TalentQuery) -> "QuerySet[Profile]":
    rows = Profile.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(user__in=apart_from(query.viewer))
    if query.language:
        rows = rows.filter(languages__contains=[query.language])
    if query.availability:
        rows = rows.filter(availability=query.availability)
    if query.currency or query.rate_max is not None:
        rows = rows.filter(rate_amount__isnull=False, rate_currency=query.currency or "USD")
    if query.rate_max is not None:
        rows = rows.filter(rate_amount__lte=query.rate_max)
    return rows


def _jobs(query: JobQuery) -> "QuerySet[Job]":
    rows = Job.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(client__in=apart_from(query.viewer))
        hidden = Mark.objects.filter(job=OuterRef("pk"), user=query.viewer, kind=Mark.Kind.HIDDEN)
        rows = rows.filter(~Exists(hidden))
    if query.currency or query.budget_min is not None or query.budget_max is not None:
        rows = rows.filter(currency=query.currency or "USD")
    if query.budget_min is not None:
        rows = rows.filter(budget_max_amount__gte=query.budget_min)
    if query.budget_max is not None:
        rows = rows.filter(budget_min_amount__lte=query.budget_max)
    return rows


def _services(query: ServiceQuery) -> "QuerySet[Service]":
    rows = Service.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(freelancer__in=apart_from(query.viewer))
    if query.language:
        rows = rows.filter(freelancer__profile__languages__contains=[query.language])
    if query.currency or query.price_min is not None or query.price_max is not None:
        rows = rows.filter(currency=query.currency or "USD")
    if query.price_min is not None:
        rows = rows.filter(price_from_value__gte=query.price_min)
    if query.price_max is not None:
        rows = rows.filter(price_from_value__lte=query.price_max)
    if query.days_max is not None:
        rows = rows.filter(days_from__lte=query.days_max)
    return rows


def _talent_places(query: TalentQuery, asked: Understood) -> list[Any]:
    lot = _lot()
    newest = 0 - Extract("published_at", "epoch")
    return {
        "newest": [newest, _nothing(), lot],
        "rate": [_dollars("rate_amount", "rate_currency"), _nothing(), lot],
        "jobs_done": [0 - F("jobs_done"), _nothing(), lot],
        "rated": [0 - F("rating"), 0 - F("review_count"), lot],
    }.get(query.ordering, [_sureness(asked), _last_when_busy(), lot])


def _job_places(query: JobQuery, asked: Understood) -> list[Any]:
    newest = 0 - Extract("published_at", "epoch")
    return {
        "newest": [newest, _nothing(), _nothing()],
        "budget": [0 - _dollars("budget_max_amount", "currency"), newest, _nothing()],
        "bids": [F("bid_count"), newest, _nothing()],
    }.get(query.ordering, [_sureness(asked), newest, _nothing()])


def _service_places(query: ServiceQuery, asked: Understood) -> list[Any]:
    newest, lot = 0 - Extract("published_at", "epoch"), _lot("freelancer__profile__jobs_done")
    return {
        "newest": [newest, _nothing(), lot],
        "price": [_dollars("price_from_value", "currency"), _nothing(), lot],
        "days": [F("days_from"), _nothing(), lot],
        "orders": [0 - F("orders_paid"), _nothing(), lot],
    }.get(query.ordering, [_sureness(asked), _last_when_busy("freelancer__profile__"), lot])


def _nothing() -> Value:
    return Value(0, BigIntegerField())


def _sureness(asked: Understood) -> Any:
    """0 for the surest of LEVELS, more for what is less sure."""
    if not asked.units:
        return _nothing()
    levels = [
        When(Holds(F("document__words"), Value(asked.tsquery(level, weights))), then=Value(number))
        for number, (level, weights) in enumerate(LEVELS)
    ]
    return Case(*levels, default=Value(len(LEVELS)))


def _last_when_busy(at: str = "") -> Any:
    return Case(When(Q(**{f"{at}availability": Profile.Availability.BUSY}), then=Value(1)), default=Value(0))


def _lot(jobs_done: str = "jobs_done") -> Any:
    """A number that nobody can foresee or change, the same all day: see the module's third rule."""
    day = clock.local(clock.now()).date().toordinal()
    first, second = (
        Func(
            Cast(F("pk"), BigIntegerField()),
            Value(day * 2 + draw),
            function="hashint8extended",
            output_field=BigIntegerField(),
        )
        for draw in (0, 1)
    )
    return Case(When(Q(**{jobs_done: 0}), then=Least(first, second)), default=first)


def _dollars(amount: str, currency: str) -> Any:
    """An amount of either currency on one scale."""
    in_dollars = Cast(F(amount), FloatField())
    return Case(When(Q(**{currency: "BDT"}), then=in_dollars / float(TAKA_PER_DOLLAR)), default=in_dollars)

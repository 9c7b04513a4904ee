"""The PostgreSQL engine: one statement for the best rows, the number of all matches, and the facets.

Who may be seen is joined (`public()`), so a revoked certificate or a closed job is out of every result at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from market.core.base import clock
from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query
from market.search.backends import postgres_ranking as by
from market.search.finding import ranking
from market.search.finding.matches import Matches
from market.search.finding.queries import JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.finding.ranking import Weights
from market.search.understanding.entries import FACETS
from market.search.understanding.query_parsing import ParsedQuery, phonetic_tsquery
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

COLUMNS = "id, topic, district, skills, grp, sort1, sort2, is_new"
LEAST_FIT = ranking.FAIR * ranking.CLASS  # the first group of rows that fit less than well
OF_PROFILE = "freelancer__profile__"


class TrigramSimilar(Func):
    """Whether a word is similar to a word of a text, by trigrams."""

    template = "(%(expressions)s)"
    arg_joiner = " <%% "
    output_field = BooleanField()


def count_each(queries: Iterable[tuple[SearchQuery, ParsedQuery]]) -> list[int]:
    """How many rows each query finds, in one statement."""
    parts, params = [], list[Any]()
    for query, parsed in queries:
        inner, inner_params = _matching_rows(query, parsed)
        where, where_params = _facet_conditions(query)
        parts.append(f"(SELECT count(*) FROM ({inner}) AS matched ({COLUMNS}) WHERE {where})")  # noqa: S608  # as below
        params += [*inner_params, *where_params]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone() or ())


def execute(query: SearchQuery, parsed: ParsedQuery, most: int, weights: Weights) -> Matches:
    """What matches; of the best rows, the first `most` of the proven and of the new."""
    inner, params = _matching_rows(query, parsed, weights)
    counts, count_params = [], list[Any]()
    for facet in FACETS:
        where, facet_params = _facet_conditions(query, but=facet)
        source = "unnest(skills)" if facet == "skill" else facet
        counts.append(
            f"(SELECT jsonb_object_agg(one, n) FROM (SELECT {source} AS one, count(*) AS n FROM matched "  # noqa: S608
            f"WHERE {where} GROUP BY 1) AS facet WHERE one IS NOT NULL)"
        )
        count_params += facet_params
    where, where_params = _facet_conditions(query)
    best = (
        f"ARRAY(SELECT ARRAY[id, grp] FROM chosen WHERE {each} ORDER BY grp, sort1, sort2, id LIMIT %s)"  # noqa: S608
        for each in ("NOT is_new", "is_new")
    )
    # Every piece is SQL that Django compiled or that stands in this file; all values are parameters.
    statement = (
        f"WITH matched ({COLUMNS}) AS MATERIALIZED ({inner}), "  # noqa: S608
        f"chosen AS (SELECT * FROM matched WHERE {where}) "
        f"SELECT (SELECT count(*) FROM chosen), {', '.join(best)}, jsonb_build_array({', '.join(counts)})::text, "
        f"(SELECT count(*) FROM chosen WHERE grp %% {ranking.CLASS} < {ranking.PLACE} AND grp < {LEAST_FIT})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *where_params, most, most, *count_params])
        count, proven, new, facets, in_area = cursor.fetchone() or (0, [], [], "[null, null, null]", 0)
    return Matches(count, _ranked(proven), _ranked(new), _facets(facets), in_area if parsed.area else 0)


def _ranked(rows: list[list[int]]) -> list[ranking.Ranked]:
    return [(pk, grp) for pk, grp in rows]


def _facets(text: str) -> dict[Any, dict[int, int]]:
    counts_by_facet = zip(FACETS, json.loads(text), strict=True)
    return {facet: {int(pk): n for pk, n in (counts or {}).items()} for facet, counts in counts_by_facet}


def _facet_conditions(query: SearchQuery, *, but: str = "") -> tuple[str, list[int]]:
    """The SQL condition of the facets that are set, without the facet `but`, with its parameters."""
    vocab = vocabulary()
    parts, params = ["true"], list[int]()
    for facet, condition in (
        ("topic", "topic = %s"),
        ("skill", "skills @> ARRAY[%s]::bigint[]"),
        ("district", "district = %s"),
    ):
        entry = vocab.of(facet).get(getattr(query, facet, "")) if facet != but else None  # type: ignore[arg-type]
        if entry is not None:
            parts.append(condition)
            params.append(entry.id)
    return " AND ".join(parts), params


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted: by two keys, ascending; `grp` and `is_new` only for the best match."""

    sort1: Any
    sort2: Any
    grp: Any = field(default_factory=lambda: Value(0))
    is_new: Any = field(default_factory=lambda: Value(value=False))


def _matching_rows(
    query: SearchQuery, parsed: ParsedQuery, weights: Weights = ranking.DEFAULTS
) -> tuple[str, tuple[Any, ...]]:
    """The SQL of all rows that match, facets not applied, with the columns of COLUMNS."""
    rows: QuerySet[Any]
    if isinstance(query, TalentQuery):
        rows, district, order = _talent(query), "district_id", _talent_order(query, parsed, weights)
    elif isinstance(query, JobQuery):
        rows, district, order = _jobs(query), "", _job_order(query, parsed, weights)
    elif isinstance(query, ServiceQuery):
        rows, district, order = _services(query), f"{OF_PROFILE}district_id", _service_order(query, parsed, weights)
    rows = _asked_for(rows, parsed, district)
    named = {
        "in_district": F(district) if district else Value(None, BigIntegerField()),
        "owned": F("document__skill_ids"),
        **{"grp": order.grp, "sort1": order.sort1, "sort2": order.sort2, "is_new": order.is_new},
    }
    compiled: tuple[str, tuple[Any, ...]] = (
        rows.annotate(**named).order_by().values_list("pk", "topic_id", *named).query.sql_with_params()
    )
    return compiled


def _asked_for(rows: "QuerySet[Any]", parsed: ParsedQuery, district: str) -> "QuerySet[Any]":
    """The rows that match what the query requires."""
    if parsed.required:
        rows = rows.filter(by.has_text(parsed.accepted))
    elif parsed.area and district:
        around = parsed.area.near if parsed.is_widened else ()
        rows = rows.filter(**{f"{district}__in": (*parsed.area.districts, *around)})
    for word in parsed.misspelled:
        sounds = by.has_text(phonetic_tsquery(word))
        rows = rows.filter(Q(TrigramSimilar(Value(word), F("document__fuzzy"))) | Q(sounds))
    return rows


def _talent(query: TalentQuery) -> "QuerySet[Profile]":
    rows = Profile.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(user__in=blocked_ids_query(query.viewer))
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
        rows = rows.exclude(client__in=blocked_ids_query(query.viewer))
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
        rows = rows.exclude(freelancer__in=blocked_ids_query(query.viewer))
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


def _talent_order(query: TalentQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    now = clock.now()
    lot = by.draw(now)
    newest = by.newest("published_at")
    order = {
        "newest": Order(newest, lot),
        "rate": Order(by.dollars("rate_amount", "rate_currency"), lot),
        "jobs_done": Order(0 - F("jobs_done"), lot),
        "rated": Order(0 - F("rating"), 0 - F("review_count")),
    }.get(query.ordering)
    if order:
        return order
    wanted, unmet = parsed.wanted, list[Any]()
    if wanted.price_max is not None:
        unmet.append(~Q(by.at_most(wanted.price_max, wanted.currency, "rate_amount", "rate_currency")))
    if wanted.language:
        unmet.append(~Q(languages__contains=[wanted.language]))
    if wanted.is_urgent:
        unmet.append(~Q(availability=Profile.Availability.NOW))
    if wanted.is_proven:
        unmet.append(Q(jobs_done=0))
    return _best(parsed, "district_id", unmet, of="", weights=weights)


def _best(parsed: ParsedQuery, district: str, unmet: list[Any], *, of: str, weights: Weights) -> Order:
    """The best match of freelancers or of their services; `of` is the path to the profile."""
    jobs, lot = f"{of}jobs_done", by.draw(clock.now())
    is_new = Q(**{jobs: 0})
    inputs = {
        "proof": Case(When(is_new, then=lot), default=by.proof(of, jobs, weights)),
        "availability": by.availability(of),
        "freshness": by.freshness("updated_at", clock.now(), ranking.HALF_FRESH["talent"]),
    }
    new = Case(When(is_new, then=Value(value=True)), default=Value(value=False))
    return Order(0 - by.score(parsed, inputs, weights), lot, by.group(parsed, district, unmet), new)


def _job_order(query: JobQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    newest = by.newest("published_at")
    order = {
        "newest": Order(newest, Value(0)),
        "budget": Order(0 - by.dollars("budget_max_amount", "currency"), newest),
        "bids": Order(F("bid_count"), newest),
    }.get(query.ordering)
    if order:
        return order
    fresh = {"freshness": by.freshness("published_at", clock.now(), ranking.HALF_FRESH["jobs"])}
    return Order(0 - by.score(parsed, fresh, weights), newest, by.group(parsed, "", []))


def _service_order(query: ServiceQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    lot = by.draw(clock.now())
    newest = by.newest("published_at")
    order = {
        "newest": Order(newest, lot),
        "price": Order(by.dollars("price_from_value", "currency"), lot),
        "days": Order(F("days_from"), lot),
        "orders": Order(0 - F("orders_paid"), lot),
    }.get(query.ordering)
    if order:
        return order
    wanted, unmet = parsed.wanted, list[Any]()
    if wanted.price_max is not None:
        unmet.append(~Q(by.at_most(wanted.price_max, wanted.currency, "price_from_value", "currency")))
    if wanted.language:
        unmet.append(~Q(**{f"{OF_PROFILE}languages__contains": [wanted.language]}))
    if wanted.is_urgent or wanted.days_max:
        unmet.append(Q(days_from__gt=wanted.days_max or ranking.QUICK_DAYS))
    if wanted.is_proven:
        unmet.append(Q(**{f"{OF_PROFILE}jobs_done": 0}))
    return _best(parsed, f"{OF_PROFILE}district_id", unmet, of=OF_PROFILE, weights=weights)

"""The PostgreSQL engine: one statement for the best rows, the number of all matches, and the facets.

Who may be seen is joined (`public()`), so a revoked certificate or a closed job is out of every result at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import (
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

from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query
from market.search.backends import postgres_facets as by_facet
from market.search.backends import postgres_ranking as by
from market.search.finding import facets, ranking
from market.search.finding.bounds import Bound, bounds_by_currency
from market.search.finding.matches import Matches
from market.search.finding.queries import JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.finding.ranking import Weights
from market.search.understanding.query_parsing import ParsedQuery, phonetic_tsquery
from market.services.models import Service

COLUMNS = "id, grp, sort1, sort2, is_new"
LEAST_FIT = ranking.FAIR * ranking.CLASS  # the first group of rows that fit less than well
OF_PROFILE = "freelancer__profile__"
MILLISECOND = timedelta(milliseconds=1)  # as precisely as a search engine keeps dates


class TrigramSimilar(Func):
    """Whether a word is similar to a word of a text, by trigrams."""

    template = "(%(expressions)s)"
    arg_joiner = " <%% "
    output_field = BooleanField()


def count_each(queries: Iterable[tuple[SearchQuery, ParsedQuery]]) -> list[int]:
    """How many rows each query finds, in one statement."""
    parts, params = [], list[Any]()
    for query, parsed in queries:
        rows, row_params = _counted_rows(query, parsed)
        parts.append(f"(SELECT count(*) {rows})")
        params += row_params
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone() or ())


def chosen_rows(query: SearchQuery, parsed: ParsedQuery) -> tuple[str, list[Any]]:
    """The end of a statement (FROM … WHERE …) over all rows that match, facets applied; with its parameters."""
    marked, params = _marked(query, parsed)
    return f"FROM ({marked}) AS marked WHERE miss = 0", params


def _counted_rows(query: SearchQuery, parsed: ParsedQuery) -> tuple[str, list[Any]]:
    """The same without order and facets that are not set: these take longer to compose than a small search takes."""
    miss, miss_params = by_facet.missed(query, query.now)
    columns = {f"facet_{facet.name}" for facet in facets.chosen(query)}
    chosen = {name: column for name, column in by_facet.columns(query.kind, query.now).items() if name in columns}
    inner, params = _compiled(_matching_rows(query, parsed), chosen)
    return f"FROM ({inner}) AS matched ({', '.join(['id', *chosen])}) WHERE ({miss}) = 0", [*params, *miss_params]


def execute(query: SearchQuery, parsed: ParsedQuery, most: int, weights: Weights) -> Matches:
    """What matches; of the best rows, the first `most` of the proven and of the new."""
    marked, params = _marked(query, parsed, weights)
    best = (
        f"ARRAY(SELECT ARRAY[id, grp] FROM marked WHERE miss = 0 AND {each} ORDER BY grp, sort1, sort2, id LIMIT %s)"  # noqa: S608
        for each in ("NOT is_new", "is_new")
    )
    # Every piece is SQL that Django compiled or that stands in this app; all values are parameters.
    statement = (
        f"WITH marked AS MATERIALIZED (SELECT * FROM ({marked}) AS every WHERE miss & (miss - 1) = 0) "  # noqa: S608
        f"SELECT (SELECT count(*) FROM marked WHERE miss = 0), {', '.join(best)}, {by_facet.counting(query.kind)}, "
        f"(SELECT count(*) FROM marked WHERE miss = 0 AND grp %% {ranking.CLASS} < {ranking.PLACE} "
        f"AND grp < {LEAST_FIT})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, most, most])
        count, proven, new, counts, in_area = cursor.fetchone() or (0, [], [], "[]", 0)
    by_value = by_facet.counts(query.kind, counts, query.now)
    return Matches(count, _ranked(proven), _ranked(new), by_value, in_area if parsed.area else 0)


def _ranked(rows: list[list[int]]) -> list[ranking.Ranked]:
    return [(pk, grp) for pk, grp in rows]


def _marked(query: SearchQuery, parsed: ParsedQuery, weights: Weights = ranking.DEFAULTS) -> tuple[str, list[Any]]:
    """The SQL of all rows that match, facets not applied, with `miss`: which facets they do not meet."""
    order = _order(query, parsed, weights)
    ordered = {"grp": order.grp, "sort1": order.sort1, "sort2": order.sort2, "is_new": order.is_new}
    inner, inner_params = _compiled(
        _matching_rows(query, parsed), {**ordered, **by_facet.columns(query.kind, query.now)}
    )
    miss, miss_params = by_facet.missed(query, query.now)
    columns = f"{COLUMNS}, {', '.join(by_facet.names(query.kind))}"
    return f"SELECT *, {miss} AS miss FROM ({inner}) AS matched ({columns})", [*miss_params, *inner_params]  # noqa: S608


def _compiled(rows: "QuerySet[Any]", columns: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the ids of rows and of these columns."""
    compiled: tuple[str, tuple[Any, ...]] = (
        rows.annotate(**columns).order_by().values_list("pk", *columns).query.sql_with_params()
    )
    return compiled


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted: by two keys, ascending; `grp` and `is_new` only for the best match."""

    sort1: Any
    sort2: Any
    grp: Any = field(default_factory=lambda: Value(0))
    is_new: Any = field(default_factory=lambda: Value(value=False))


def _matching_rows(query: SearchQuery, parsed: ParsedQuery) -> "QuerySet[Any]":
    """All rows that match, facets not applied."""
    rows: QuerySet[Any]
    if isinstance(query, TalentQuery):
        rows, district = _talent(query), "district_id"
    elif isinstance(query, JobQuery):
        rows, district = _jobs(query), ""
    elif isinstance(query, ServiceQuery):
        rows, district = _services(query), f"{OF_PROFILE}district_id"
    rows = _asked_for(rows, parsed, district)
    return rows.filter(published_at__lt=query.now + MILLISECOND) if query.at else rows


def _order(query: SearchQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    if isinstance(query, TalentQuery):
        return _talent_order(query, parsed, weights)
    if isinstance(query, JobQuery):
        return _job_order(query, parsed, weights)
    if isinstance(query, ServiceQuery):
        return _service_order(query, parsed, weights)
    raise TypeError(query)


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


def _within(bounds: Mapping[str, Iterable[Bound]], currency: str, **columns: str) -> Q:
    """Whether a row has one of these currencies and is within its bounds; `columns` are those of the bounds' fields."""
    within = (
        Q(**{currency: code}, **{f"{columns[each.field]}__{each.comparison}": each.amount for each in of_currency})
        for code, of_currency in bounds.items()
    )
    return reduce(or_, within)


def _talent(query: TalentQuery) -> "QuerySet[Profile]":
    rows = Profile.objects.public_of_many().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(user__in=blocked_ids_query(query.viewer))
    if bounds := bounds_by_currency(query):
        rows = rows.filter(_within(bounds, "price_currency", price="price_amount"), price_amount__isnull=False)
    return rows


def _jobs(query: JobQuery) -> "QuerySet[Job]":
    rows = Job.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(client__in=blocked_ids_query(query.viewer))
        hidden = Mark.objects.filter(job=OuterRef("pk"), user=query.viewer, kind=Mark.Kind.HIDDEN)
        rows = rows.filter(~Exists(hidden))
    if bounds := bounds_by_currency(query):
        budget = {"budget_min": "budget_min_amount", "budget_max": "budget_max_amount"}
        rows = rows.filter(_within(bounds, "currency", **budget))
    return rows


def _services(query: ServiceQuery) -> "QuerySet[Service]":
    rows = Service.objects.public().filter(document__isnull=False)
    if query.viewer:
        rows = rows.exclude(freelancer__in=blocked_ids_query(query.viewer))
    if bounds := bounds_by_currency(query):
        rows = rows.filter(_within(bounds, "currency", price="price_from_value"))
    if query.days_max is not None:
        rows = rows.filter(days_from__lte=query.days_max)
    return rows


def _talent_order(query: TalentQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    now = query.now
    lot = by.draw(now)
    newest = by.newest("published_at")
    order = {
        "newest": Order(newest, lot),
        "rate": Order(by.dollars("price_amount", "price_currency"), lot),
        "jobs_done": Order(0 - F("jobs_done"), lot),
        "rated": Order(0 - F("rating"), 0 - F("review_count")),
    }.get(query.ordering)
    if order:
        return order
    wanted, unmet = parsed.wanted, list[Any]()
    if wanted.price_max is not None:
        unmet.append(~Q(by.at_most(wanted.price_max, wanted.currency, "price_amount", "price_currency")))
    if wanted.language:
        unmet.append(~Q(languages__contains=[wanted.language]))
    if wanted.is_urgent:
        unmet.append(~Q(availability=Profile.Availability.NOW))
    if wanted.is_proven:
        unmet.append(Q(jobs_done=0))
    return _best(now, parsed, "district_id", unmet, of="", weights=weights)


def _best(now: datetime, parsed: ParsedQuery, district: str, unmet: list[Any], *, of: str, weights: Weights) -> Order:
    """The best match of freelancers or of their services; `of` is the path to the profile."""
    lot = by.draw(now)
    inputs = {
        "proof": _proof(of, lot, weights),
        "availability": by.availability(of),
        "freshness": by.freshness("updated_at", now, ranking.HALF_FRESH["talent"]),
    }
    return Order(0 - by.score(parsed, inputs, weights), lot, by.group(parsed, district, unmet), _is_new(of))


def _is_new(of: str) -> Any:
    """Whether the freelancer has done no job here."""
    return Case(When(**{f"{of}jobs_done": 0}, then=Value(value=True)), default=Value(value=False))


def _proof(of: str, lot: Any, weights: Weights) -> Any:
    """The proof of a freelancer; in place of it, the day's lot for those who have done no job here."""
    jobs = f"{of}jobs_done"
    return Case(When(**{jobs: 0}, then=lot), default=by.proof(of, jobs, weights))


def _job_order(query: JobQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    newest = by.newest("published_at")
    order = {
        "newest": Order(newest, Value(0)),
        "budget": Order(0 - by.dollars("budget_max_amount", "currency"), newest),
        "bids": Order(F("bid_count"), newest),
    }.get(query.ordering)
    if order:
        return order
    fresh = {"freshness": by.freshness("published_at", query.now, ranking.HALF_FRESH["jobs"])}
    return Order(0 - by.score(parsed, fresh, weights), newest, by.group(parsed, "", []))


def _service_order(query: ServiceQuery, parsed: ParsedQuery, weights: Weights) -> Order:
    lot = by.draw(query.now)
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
    return _best(query.now, parsed, f"{OF_PROFILE}district_id", unmet, of=OF_PROFILE, weights=weights)

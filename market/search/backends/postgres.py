"""The PostgreSQL backend: one statement for a page's ids, the number of all matches, and the facets.

Who may be seen is joined (`public()`), so a revoked certificate or a closed job is out of every result at once.

The best match is sorted by these keys:

1. How well the words match: exactly in the headline, name, title or skills; in the topic or district; in
   the story or description; then by their stem; then by their phonetic key.
2. Freelancers who take no work now come last.
3. A random number, new every day. Who has finished no job here yet gets the better of two: new
   graduates come first somewhat more often than others and never last for being new. Services use the number of the
   freelancer's jobs; jobs are sorted newest first.

Standing (`market.standing`) is no sort key: new freelancers have none.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
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
from market.safety.models import blocked_ids_query
from market.search.queries import JobQuery, SearchQuery, SearchResult, ServiceQuery, TalentQuery
from market.search.query_parsing import ParsedQuery, correct_spelling, parse_query, phonetic_tsquery
from market.search.vocabulary import FACETS, vocabulary
from market.services.models import Service

PAGE = 20
# Match levels, best first: which lexemes, in which weights.
LEVELS = (("exact", "A"), ("exact", "AB"), ("exact", ""), ("stem", "A"), ("stem", ""))
TAKA_PER_DOLLAR = 120  # only to sort amounts of two currencies together
COLUMNS = "id, topic, district, skills, sort1, sort2, sort3"


class MatchesTsquery(Func):
    """Whether a tsvector matches the text of a tsquery."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class TrigramSimilar(Func):
    """Whether a word is similar to a word of a text, by trigrams."""

    template = "(%(expressions)s)"
    arg_joiner = " <%% "
    output_field = BooleanField()


def find(query: SearchQuery, *, offset: int = 0, limit: int = PAGE) -> SearchResult:
    """The result of a query; where nothing matches its words, that of the corrected query."""
    vocab = vocabulary()
    parsed = parse_query(query.q, vocab)
    result = _execute(query, parsed, offset, limit)
    if result.count or not parsed.units:
        return result
    corrected = correct_spelling(parsed, vocab)
    if corrected == parsed:
        return result
    result = _execute(query, corrected, offset, limit)
    near = tuple(entry.name for entry in corrected.near)
    return replace(result, near=near, is_near=bool(result.count))


def count_each(queries: Iterable[SearchQuery]) -> list[int]:
    """How many rows each query finds, without spelling correction, in one statement."""
    parts, params = [], list[Any]()
    for query in queries:
        inner, inner_params = _matching_rows(query, parse_query(query.q, vocabulary()))
        where, where_params = _facet_conditions(query)
        parts.append(f"(SELECT count(*) FROM ({inner}) AS matched ({COLUMNS}) WHERE {where})")  # noqa: S608  # as below
        params += [*inner_params, *where_params]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone() or ())


def _execute(query: SearchQuery, parsed: ParsedQuery, offset: int, limit: int) -> SearchResult:
    inner, params = _matching_rows(query, parsed)
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
    # Every piece is SQL that Django compiled or that stands in this file; all values are parameters.
    statement = (
        f"WITH matched ({COLUMNS}) AS MATERIALIZED ({inner}), "  # noqa: S608
        f"chosen AS (SELECT * FROM matched WHERE {where}) "
        "SELECT (SELECT count(*) FROM chosen), "
        "ARRAY(SELECT id FROM chosen ORDER BY sort1, sort2, sort3, id LIMIT %s OFFSET %s), "
        f"jsonb_build_array({', '.join(counts)})::text"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *where_params, limit, offset, *count_params])
        count, ids, facets = cursor.fetchone() or (0, [], "[null, null, null]")
    return SearchResult(count, list(ids), _facets(facets))


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


def _matching_rows(query: SearchQuery, parsed: ParsedQuery) -> tuple[str, tuple[Any, ...]]:
    """The SQL of all rows that match, facets not applied, with the columns of COLUMNS."""
    rows: QuerySet[Any]
    district: Any
    if isinstance(query, TalentQuery):
        rows, district, sort_keys = _talent(query), F("district_id"), _talent_order(query, parsed)
    elif isinstance(query, JobQuery):
        rows, district, sort_keys = _jobs(query), Value(None, BigIntegerField()), _job_order(query, parsed)
    elif isinstance(query, ServiceQuery):
        rows, sort_keys = _services(query), _service_order(query, parsed)
        district = F("freelancer__profile__district_id")
    if parsed.units:
        rows = rows.filter(MatchesTsquery(F("document__words"), Value(parsed.tsquery("sound"))))
    for word in parsed.misspelled:
        sounds = MatchesTsquery(F("document__words"), Value(phonetic_tsquery(word)))
        rows = rows.filter(Q(TrigramSimilar(Value(word), F("document__fuzzy"))) | Q(sounds))
    named_keys = {f"sort{number}": key for number, key in enumerate(sort_keys, 1)}
    rows = rows.annotate(in_district=district, owned=F("document__skill_ids"), **named_keys).order_by()
    compiled: tuple[str, tuple[Any, ...]] = rows.values_list(
        "pk", "topic_id", "in_district", "owned", *named_keys
    ).query.sql_with_params()
    return compiled


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


def _talent_order(query: TalentQuery, parsed: ParsedQuery) -> list[Any]:
    lot = _daily_lot()
    newest = 0 - Extract("published_at", "epoch")
    return {
        "newest": [newest, _no_key(), lot],
        "rate": [_dollars("rate_amount", "rate_currency"), _no_key(), lot],
        "jobs_done": [0 - F("jobs_done"), _no_key(), lot],
        "rated": [0 - F("rating"), 0 - F("review_count"), lot],
    }.get(query.ordering, [_match_level(parsed), _busy_last(), lot])


def _job_order(query: JobQuery, parsed: ParsedQuery) -> list[Any]:
    newest = 0 - Extract("published_at", "epoch")
    return {
        "newest": [newest, _no_key(), _no_key()],
        "budget": [0 - _dollars("budget_max_amount", "currency"), newest, _no_key()],
        "bids": [F("bid_count"), newest, _no_key()],
    }.get(query.ordering, [_match_level(parsed), newest, _no_key()])


def _service_order(query: ServiceQuery, parsed: ParsedQuery) -> list[Any]:
    newest, lot = 0 - Extract("published_at", "epoch"), _daily_lot("freelancer__profile__jobs_done")
    return {
        "newest": [newest, _no_key(), lot],
        "price": [_dollars("price_from_value", "currency"), _no_key(), lot],
        "days": [F("days_from"), _no_key(), lot],
        "orders": [0 - F("orders_paid"), _no_key(), lot],
    }.get(query.ordering, [_match_level(parsed), _busy_last("freelancer__profile__"), lot])


def _no_key() -> Value:
    return Value(0, BigIntegerField())


def _match_level(parsed: ParsedQuery) -> Any:
    """The index of the first of LEVELS that matches; their number if none does."""
    if not parsed.units:
        return _no_key()
    levels = [
        When(MatchesTsquery(F("document__words"), Value(parsed.tsquery(level, weights))), then=Value(number))
        for number, (level, weights) in enumerate(LEVELS)
    ]
    return Case(*levels, default=Value(len(LEVELS)))


def _busy_last(at: str = "") -> Any:
    return Case(When(Q(**{f"{at}availability": Profile.Availability.BUSY}), then=Value(1)), default=Value(0))


def _daily_lot(jobs_done: str = "jobs_done") -> Any:
    """A pseudo-random number, the same all day (the third sort key of the module's docstring)."""
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
    """An amount of either currency, roughly in USD, for sorting."""
    in_dollars = Cast(F(amount), FloatField())
    return Case(When(Q(**{currency: "BDT"}), then=in_dollars / float(TAKA_PER_DOLLAR)), default=in_dollars)

"""Executing a query on the search engine: the same rows, groups, scores and facets as `backends.postgres` gives.

A row's group is read from its score: `ranking`'s group counts what is missing, the engine adds up what is there. The
second sort key is the score of `ranking`, by a script. The proven and the new are two searches in one request.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from market.core.base.prepared import Each, prepared
from market.jobs.models import Job, Mark
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query
from market.search.backends.elastic import clauses, readiness, slices
from market.search.backends.elastic import facets as by_facet
from market.search.backends.elastic.documents import Kind
from market.search.backends.elastic.scripts import draw, score
from market.search.backends.elastic.slices import Slice
from market.search.finding import facets, ranking
from market.search.finding.engine import EngineAway
from market.search.finding.facets import FACETS, Facet
from market.search.finding.matches import Matches
from market.search.finding.queries import BEST, JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.finding.ranking import Ranked, Weights
from market.search.understanding.query_parsing import ParsedQuery
from market.services.models import Service

KINDS: dict[type[SearchQuery], Kind] = {TalentQuery: "profiles", JobQuery: "jobs", ServiceQuery: "services"}
IS_NEW = {"term": {"jobs_done": 0}}
OTHERS = "others"  # the facets that are not set
# Other orders than the best match: the field, ascending or not, and the field that decides among equals.
ORDERS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("profiles", "newest"): [{"published_at": "desc"}],
    ("profiles", "rate"): [{"dollars": {"order": "asc", "missing": "_last"}}],
    ("profiles", "jobs_done"): [{"jobs_done": "desc"}],
    ("profiles", "rated"): [{"rating": "desc"}, {"review_count": "desc"}],
    ("jobs", "newest"): [{"published_at": "desc"}],
    ("jobs", "budget"): [{"dollars": {"order": "desc", "missing": "_last"}}, {"published_at": "desc"}],
    ("jobs", "bids"): [{"bid_count": "asc"}, {"published_at": "desc"}],
    ("services", "newest"): [{"published_at": "desc"}],
    ("services", "price"): [{"dollars": "asc"}],
    ("services", "days"): [{"days": "asc"}],
    ("services", "orders"): [{"orders_paid": "desc"}],
}


def execute(
    query: SearchQuery, parsed: ParsedQuery, most: int, weights: Weights, least: int = 0, skip: int = 0
) -> Matches:
    """What matches; of the best rows, the first `most` of the proven and of the new. Raises EngineAway.

    Where fewer than `least` rows match, only how many: these are not shown, and counting their facets takes longest.
    Rows that stand among the first `skip` of the merged list may have no id.
    """
    kind = KINDS[type(query)]
    if least and facets.chosen(query):
        count = _counted(readiness.search_all([(kind, _counting(kind, query, parsed, least))]))[0]
        if count < least:
            return Matches(count, [])
    best = _best_points(kind, parsed) if query.ordering == BEST else 0
    if not _is_merged(kind, query):
        parts = slices.of_one(skip, most)
    elif skip < slices.NEAR:
        parts = [Slice(most), Slice(most)]
    else:
        parts = slices.of_both(skip, most, _groups(kind, query, parsed, best), weights.new_every)
    searches = _searches(kind, query, parsed, parts, weights)
    answers = readiness.search_all([(kind, search) for search in searches])
    rows = [_ranked(answer, best) for answer in answers]
    _check_public(kind, [pk for each in rows for pk, _ in each])
    proven, new = [[*part.before, *each] for part, each in zip(parts, rows, strict=True)] + [[]] * (2 - len(rows))
    answered = answers[0]["aggregations"]
    by_value = {
        facet.name: by_facet.counts(facet, answered.get(facet.name) or answered[OTHERS]) for facet in FACETS[query.kind]
    }
    in_area = answered["in_area"]["doc_count"] if parsed.area else 0
    return Matches(sum(_counted(answers)), proven, new, by_value, in_area)


def count_each(queries: Sequence[tuple[SearchQuery, ParsedQuery]]) -> list[int]:
    """How many rows each query finds, in one request. Raises EngineAway."""
    kinds = [KINDS[type(query)] for query, _ in queries]
    searches = [(kind, _counting(kind, *each)) for kind, each in zip(kinds, queries, strict=True)]
    return _counted(readiness.search_all(searches)) if searches else []


def _counting(kind: Kind, query: SearchQuery, parsed: ParsedQuery, most: int | None = None) -> dict[str, Any]:
    """The search that counts what matches, up to `most`."""
    chosen = by_facet.conditions(query, query.now).values()
    every = [*_accepted(kind, query, parsed), *chosen]
    return {"query": clauses.every(every), "size": 0, "track_total_hits": most or True}


def _counted(answers: Sequence[Mapping[str, Any]]) -> list[int]:
    return [answer["hits"]["total"]["value"] for answer in answers]


def _is_merged(kind: Kind, query: SearchQuery) -> bool:
    """Whether the proven and the new are two lists: jobs, and orders but the best match, know no new."""
    return kind != "jobs" and query.ordering == BEST


def _groups(kind: Kind, query: SearchQuery, parsed: ParsedQuery, best: int) -> list[Iterator[int]]:
    """The group of each of the proven, and of each of the new, in order."""
    every = [*_accepted(kind, query, parsed), *by_facet.conditions(query, query.now).values()]
    searches = [
        {"query": _grouped(kind, query, parsed, [*every, each]), "size": 0, "aggs": slices.COUNTED}
        for each in (clauses.none([IS_NEW]), IS_NEW)
    ]
    return [slices.groups(answer, best) for answer in readiness.search_all([(kind, each) for each in searches])]


def _searches(
    kind: Kind, query: SearchQuery, parsed: ParsedQuery, parts: Sequence[Slice], weights: Weights
) -> list[dict[str, Any]]:
    """The searches of one request: of the proven with the facets, and of the new; one for orders that know no new."""
    now = query.now
    chosen = by_facet.conditions(query, now)
    accepted = _accepted(kind, query, parsed)
    body = {
        "sort": _sort(kind, query, parsed, now, weights),
        "track_total_hits": True,
        "stored_fields": "_none_",  # the id is the last sort key
    }
    first = {
        **body,
        **_rows_of(parts[0]),
        "query": _grouped(kind, query, parsed, accepted),
        "post_filter": clauses.every(chosen.values()),
        "aggs": _aggregations(query, parsed, chosen, now),
    }
    if not _is_merged(kind, query):
        return [first]
    proven = clauses.every([*chosen.values(), clauses.none([IS_NEW])])
    new = _grouped(kind, query, parsed, [*accepted, *chosen.values(), IS_NEW])
    return [{**first, "post_filter": proven}, {**body, **_rows_of(parts[1]), "query": new}]


def _rows_of(part: Slice) -> dict[str, int]:
    return {"from": len(part.before), "size": part.size}


def _accepted(kind: Kind, query: SearchQuery, parsed: ParsedQuery) -> list[dict[str, Any]]:
    """What every row of the list has, facets apart."""
    hidden = _hidden(kind, query)
    accepted = [*clauses.filters(query), *clauses.accepted(parsed, has_district=kind != "jobs")]
    return [*accepted, clauses.none(hidden)] if hidden else accepted


def _grouped(kind: Kind, query: SearchQuery, parsed: ParsedQuery, accepted: list[dict[str, Any]]) -> dict[str, Any]:
    """What matches; for the best match with a score of 1 and what each row fits of a group."""
    if query.ordering != BEST:
        return clauses.every(accepted)
    functions = [{"filter": {"match_all": {}}, "weight": 1.0}]
    functions += [{"filter": clause, "weight": float(points)} for clause, points in clauses.points(kind, parsed)]
    scored = {"query": clauses.every(accepted), "functions": functions, "score_mode": "sum", "boost_mode": "replace"}
    return {"function_score": scored}


def _sort(kind: Kind, query: SearchQuery, parsed: ParsedQuery, now: datetime, weights: Weights) -> list[dict[str, Any]]:
    ordered = ORDERS.get((kind, query.ordering))
    if kind == "jobs":
        return [
            *(ordered or [{"_score": "desc"}, score(kind, parsed, now, weights), {"published_at": "desc"}]),
            {"id": "asc"},
        ]
    if ordered:
        return [*ordered, *([draw(now)] if query.ordering != "rated" else []), {"id": "asc"}]
    return [{"_score": "desc"}, score(kind, parsed, now, weights), draw(now), {"id": "asc"}]


def _aggregations(
    query: SearchQuery, parsed: ParsedQuery, chosen: Mapping[Facet, dict[str, Any]], now: datetime
) -> dict[str, Any]:
    """The counts of each facet without its own filter, and how many rows that fit are in the area.

    The facets that are not set have the same filters, so they are counted together, as OTHERS.
    """
    result: dict[str, Any] = {OTHERS: {"filter": clauses.every(chosen.values()), "aggs": {}}}
    for facet in FACETS[query.kind]:
        counted = by_facet.aggregations(facet, now)
        if facet in chosen:
            others = [clause for other, clause in chosen.items() if other != facet]
            result[facet.name] = {"filter": clauses.every(others), "aggs": counted}
        else:
            result[OTHERS]["aggs"] |= counted
    if parsed.area:
        inside = [*chosen.values(), clauses.in_districts(parsed.area.districts), clauses.fits(parsed, ranking.STRONG)]
        result["in_area"] = {"filter": clauses.every(inside)}
    return result


def _hidden(kind: Kind, query: SearchQuery) -> list[dict[str, Any]]:
    """What the viewer is not to see: rows of users whom a block separates, and jobs that they hid."""
    if not query.viewer:
        return []
    hidden: list[dict[str, Any]] = [{"terms": {"owner": [pk for (pk,) in blocked_ids_query(query.viewer)]}}]
    if kind == "jobs":
        marks = Mark.objects.filter(user=query.viewer, kind=Mark.Kind.HIDDEN)
        hidden.append({"terms": {"id": list(marks.values_list("job_id", flat=True))}})
    return hidden


def _check_public(kind: Kind, ids: Sequence[int]) -> None:
    """Raises EngineAway if a row may not be seen: then the index is behind, and PostgreSQL counts."""
    if ids and len(_public_ids[kind](ids)) != len(set(ids)):
        raise EngineAway("the index holds rows that are not public any more")


def _of_public(rows: "QuerySet[Any, Any]") -> Callable[[Sequence[int]], list[int]]:
    """A function of ids -> those of public rows."""

    @prepared
    def public_ids(ids: Sequence[int]) -> "QuerySet[Any, Any]":
        return rows.filter(pk__in=Each(ids)).order_by().values_list("pk", flat=True)

    return public_ids


_public_ids: dict[Kind, Callable[[Sequence[int]], list[int]]] = {
    "profiles": _of_public(Profile.objects.public()),
    "jobs": _of_public(Job.objects.public()),
    "services": _of_public(Service.objects.public()),
}


def _best_points(kind: Kind, parsed: ParsedQuery) -> int:
    """The score of a row that lacks nothing of what the query asks for."""
    return 1 + sum(points for _, points in clauses.points(kind, parsed))


def _ranked(answer: Mapping[str, Any], best: int) -> list[Ranked]:
    """(id, group) of each row: what it lacks of the best score, which is the first sort key; 0 in other orders."""
    keys = [hit["sort"] for hit in answer["hits"]["hits"]]
    return [(pk, best - round(first) if best else 0) for first, *_, pk in keys]

"""The goals P6, P7 and P13: searching, suggesting and indexing, by PostgreSQL and by an engine, beside others.

The list of people is asked over HTTP with its facets and rows, as the API answers it to anybody and as a page of who is
signed in; one request after the other, each query once, so that no cache answers it. Other queries warm each side up.
Typesense gets the same words, filters and facets. The node gets the very searches that the site sends it, which shows
what the site adds.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import product
from statistics import median
from time import monotonic
from urllib.parse import quote, urlencode

from bench import engines
from bench.engines import Engine, NotHad
from bench.load import Request, fetch, latencies, one_by_one, percentile
from bench.place import Site, manage, run_code, site, wsgi
from bench.results import Result, Run
from tests.search.bad_input import QUERY_STRINGS

PORTS = iter(range(8100, 8140))
SMALL = 2_000  # rows of the site beside which growth is seen
MILLION = 1_000_000
P50, P99, LARGE_P99 = 5.0, 13.0, 120.0  # ms; the last at a million people
BAD_TIMES = 3  # how many times the median the slowest bad input may take
WORDS = (
    *("logo", "লোগো ডিজাইন", "data entry", "web developer", "excel", "farida", "wordpress website under 50 dollars"),
    *("video editing", "I need someone to remove the background of photos", "seo", "banglay lekha", "shopify", ""),
)
PLACES = ("", "dhaka", "sylhet", "khulna")
TOPICS = ("", "graphics-design", "data-entry")


def _queries(places: Iterable[str], topics: Iterable[str], words: Iterable[str]) -> list[dict[str, str]]:
    """The query of each combination, with the parameters that are not empty."""
    return [
        {name: value for name, value in (("q", q), ("district", district), ("topic", topic)) if value}
        for district, topic, q in product(places, topics, words)
    ]


QUERIES = _queries(PLACES, TOPICS, WORDS)
WARM_WORDS = ("photo", "translate", "ছবি", "teacher", "banner", "typing", "website for a shop", "rahima")
WARM_UP = _queries(("", "dhaka", "bogura", "rangpur", "barishal"), TOPICS, WARM_WORDS)
BATCH = 16  # of them
WARMING = 30  # seconds at most for each side: a node compiles its code as it runs
PREFIXES = ["l", "lo", "log", "d", "data", "exc", "web", "ভি", "লো", "dha", "sy", "vid", "photo", "s", "wordp", "ডা"]

# Prints what the site asks the engine for each of QUERIES, a line of JSON for each.
SEARCHES = """
import json
from market.search.backends.elastic import execution
from market.search.backends.elastic.client import alias_of
from market.search.backends.elastic.slices import Slice
from market.search.finding.finder import PAGE, parse
from market.search.finding.queries import TalentQuery
from market.search.weights.queries import current_weights
for values in QUERIES:
    query = TalentQuery(**values)
    searches = execution._searches("profiles", query, parse(query), [Slice(PAGE), Slice(PAGE)], current_weights())
    print(json.dumps([line for each in searches for line in ({"index": alias_of("profiles")}, each)]))
"""
BUILD = "from market.search.backends.elastic.building import build_index; build_index()"
# Prints how many ms each of 100 changes took, from its commit until the engine finds it.
CHANGES = """
import time
from market.accounts.models import User
from market.profiles.freelancers.actions import change_profile
from market.search.backends.elastic.client import alias_of, worker_client
farida, client = User.objects.get(email="farida@demo.test"), worker_client()
for number in range(100):
    word = f"zq{number}x{time.time_ns()}"
    change_profile(by=farida, headline_en=f"Logos {word}")
    began = time.monotonic()
    while not client.search(index=alias_of("profiles"), query={"term": {"a": word}})["hits"]["hits"]:
        time.sleep(0.005)
    print((time.monotonic() - began) * 1000)
"""
# Prints the bytes of the documents of people in PostgreSQL, and how many there are.
SIZE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_total_relation_size('search_profiledocument'), count(*) FROM search_profiledocument")
    print(*cursor.fetchone())
"""
Ask = Callable[[Sequence[dict[str, str]]], list[float]]  # ms of each query


def p6(run: Run) -> Iterator[Result]:
    """Faceted search of people: by PostgreSQL, by the engine, by Typesense and by the bare node, in turn."""
    with ExitStack() as stack:
        large, small = (stack.enter_context(site(rows)) for rows in (run.rows, SMALL))
        addresses = {"PostgreSQL": stack.enter_context(wsgi(large, APPLICATION, next(PORTS)))}
        few = stack.enter_context(wsgi(small, APPLICATION, next(PORTS)))
        sides = _sides("PostgreSQL", addresses["PostgreSQL"], large) | _sides("few people", few, small)
        try:
            node = stack.enter_context(engines.search_node())
            filled = engines.with_engine(large, node)
            run_code(filled.env, BUILD)
            addresses["engine"] = _served_by_engine(stack, filled)
            sides |= _sides("engine", addresses["engine"], filled) | {"bare node": _bare(filled)}
            yield _sizes("the engine (all rows)", node, large)
        except NotHad as missing:
            yield _skipped("P6", "search by an engine", missing)
        try:
            typesense = stack.enter_context(engines.typesense())
            engines.fill_typesense(large)
            sides["Typesense"] = lambda queries: one_by_one(
                typesense.address, [(engines.typesense_path(query), None) for query in queries], engines.TYPESENSE_KEY
            )
            yield _sizes("Typesense (people alone)", typesense, large)
        except NotHad as missing:
            yield _skipped("P6", "search by Typesense", missing)
        size, count = map(int, run_code(large.env, SIZE).split())
        yield _note("PostgreSQL: disk of a person's document, KB", f"{size / count / 1024:.1f}")
        times = _in_turn(sides, run.rounds)
        yield from _compared(times, large.rows // 2)
        for name, address in addresses.items():
            yield _bad_input(name, address, large, median(times[f"{name}, page"]))


APPLICATION = "market.wsgi:application"


def _sides(name: str, address: str, place: Site) -> dict[str, Ask]:
    """The list of people, as the API answers it and as a page."""

    def asking(path: str, headers: dict[str, str]) -> Ask:
        return lambda queries: one_by_one(address, [(path + urlencode(query), None) for query in queries], headers)

    api = asking("/api/v1/profiles/?facets=true&", {})
    return {name: api, f"{name}, page": asking("/talent/?", place.signed_in)}


def _served_by_engine(stack: ExitStack, place: Site) -> str:
    """The site once the engine answers it, kept up to date by a worker. Raises NotHad."""
    stack.enter_context(engines.followed(place))
    address = stack.enter_context(wsgi(place, APPLICATION, next(PORTS)))
    for number in range(60):
        one_by_one(address, [(f"/talent/?q=logo&at={number}", None)], place.signed_in, pause=1)
        if json.loads(fetch(f"{address}/readyz", {"Accept-Encoding": ""})[2]).get("search") == "by the engine":
            return address
    raise NotHad("the site does not take the engine's answers")


def _bare(place: Site) -> Ask:
    """What the site asks the node for each query, asked without the site."""

    def ask(queries: Sequence[dict[str, str]]) -> list[float]:
        lines = run_code(place.env, SEARCHES.replace("QUERIES", repr(list(queries)))).splitlines()
        bodies = ["".join(json.dumps(part) + "\n" for part in json.loads(line)).encode() for line in lines]
        address = place.env["ELASTICSEARCH_URL"]
        return one_by_one(address, [("/_msearch", body) for body in bodies], {"Content-Type": "application/x-ndjson"})

    return ask


def _in_turn(sides: dict[str, Ask], rounds: int) -> dict[str, list[float]]:
    """The times of each side. The sides take turns, and each round has other queries."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for ask in sides.values():
        end = monotonic() + WARMING
        for start in range(0, len(WARM_UP), BATCH):
            if monotonic() < end:
                ask(WARM_UP[start : start + BATCH])
    for number in range(rounds):
        for name, ask in sides.items():
            times[name] += ask(QUERIES[number::rounds])
    return times


def _compared(times: dict[str, list[float]], people: int) -> Iterator[Result]:
    goal = f"≤ {LARGE_P99:g} (p99)" if people >= MILLION else f"≤ {P50:g} / {P99:g}, ≤ 1 x"
    for name, other in (("PostgreSQL", "Typesense"), ("engine", "Typesense")):
        if name in times:
            p50, p99 = (percentile(times[name], each) for each in (50, 99))
            ratio = _ratio(times, name, other)
            is_met = p99 <= LARGE_P99 if people >= MILLION else p50 <= P50 and p99 <= P99 and (ratio or 0) <= 1
            what = f"search of {people} people by {name}, beside Typesense, p50 / p99 ms"
            yield Result("P6", what, _shown(times[name]), _shown(times.get(other)), ratio, goal, is_met)
    for name, other, what in (
        ("engine", "bare node", "by the engine, beside the node without the site"),
        ("PostgreSQL", "few people", f"by PostgreSQL, beside a site of {SMALL // 2}"),
        ("PostgreSQL, page", "few people, page", f"by PostgreSQL as a page, beside a site of {SMALL // 2}"),
        ("engine, page", "engine", "by the engine as a page, beside the API"),
    ):
        if name in times and other in times:
            ratio = _ratio(times, name, other)
            yield Result("P6", f"the same {what}", _shown(times[name]), _shown(times[other]), ratio, "", None)


def _ratio(times: dict[str, list[float]], name: str, other: str) -> float | None:
    return round(median(times[name]) / median(times[other]), 2) if other in times else None


def _shown(times: Sequence[float] | None) -> str:
    return f"{percentile(times, 50):.1f} / {percentile(times, 99):.1f}" if times else ""


def _bad_input(name: str, address: str, place: Site, plain: float) -> Result:
    requests: list[Request] = [(quote(f"/talent/?{query}", safe="/?&=%,+"), None) for query in QUERY_STRINGS.values()]
    times = one_by_one(address, requests, place.signed_in, refused=True)
    p99 = percentile(times, 99)
    what = f"bad input by {name}, p99 ms, beside the median of plain queries"
    is_met = p99 <= BAD_TIMES * plain
    slowest = max(zip(times, QUERY_STRINGS, strict=True))[1]
    return Result(
        "P6",
        f"{what}; slowest: {slowest}",
        f"{p99:.1f}",
        f"{plain:.1f}",
        round(p99 / plain, 2),
        f"≤ {BAD_TIMES} x",
        is_met,
    )


def _sizes(name: str, engine: Engine, place: Site) -> Result:
    memory, disk = (megabytes * 1024 / (place.rows // 2) for megabytes in engine.megabytes())
    return _note(f"{name}: memory / disk for each person, KB", f"{memory:.1f} / {disk:.1f}")


def _note(what: str, ours: str) -> Result:
    return Result("P6", what, ours, "", None, "", None)


def p7(run: Run) -> Iterator[Result]:
    """Suggestions while somebody types."""
    with site(run.rows) as place, wsgi(place, APPLICATION, next(PORTS)) as address:
        paths = [f"/api/v1/search/suggest/?{urlencode({'q': prefix})}" for prefix in PREFIXES]
        size = max(len(fetch(address + path, {})[2]) for path in paths)
        times = [ms for _ in range(run.rounds) for ms in latencies(address, paths, {}, rate=100, seconds=run.seconds)]
    yield Result(
        "P7", "suggestions at 100/s, p50 / p99 ms", _shown(times), "", None, "≤ 5 (p99)", percentile(times, 99) <= 5
    )
    yield Result(
        "P7", "a suggestion, bytes compressed", str(size), "1024", round(size / 1024, 2), "≤ 1024", size <= 1024
    )


def p13(run: Run) -> Iterator[Result]:
    """Documents a second into PostgreSQL and an engine, and from a commit until the engine finds it."""
    with ExitStack() as stack:
        place = stack.enter_context(site(run.rows))
        try:
            place = engines.with_engine(place, stack.enter_context(engines.search_node()))
        except NotHad as missing:
            yield _skipped("P13", "the index of an engine", missing)
        for where, speed in re.findall(r"documents written(.*), (\d+) a second", manage(place.env, "reindex")):
            yield Result("P13", f"reindex{where}, documents a second", speed, "", None, "≥ 10000", int(speed) >= 10_000)
        if "ELASTICSEARCH_URL" in place.env:
            stack.enter_context(engines.followed(place))
            times = list(map(float, run_code(place.env, CHANGES).split()))
            is_met = percentile(times, 99) <= 1500
            yield Result(
                "P13", "commit until the engine finds it, p50 / p99 ms", _shown(times), "", None, "≤ 1500 (p99)", is_met
            )


def _skipped(goal: str, what: str, missing: NotHad) -> Result:
    return Result(goal, what, "skipped", str(missing), None, "", None)

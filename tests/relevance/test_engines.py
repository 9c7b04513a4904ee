"""Both search engines find the same rows in the same order, with the same counts: so they are equally relevant."""

from datetime import timedelta

import pytest

from market.search.backends import postgres
from market.search.backends.elastic import building, execution, readiness
from market.search.backends.elastic.client import worker_client
from market.search.finding.finder import parse
from market.search.finding.queries import JobQuery, ServiceQuery, TalentQuery
from market.search.finding.ranking import DEFAULTS, Weights
from market.search.understanding.vocabulary import vocabulary
from tests.relevance import loading
from tests.relevance.corpus import corpus
from tests.relevance.judging import DEPTH, QUERIES, read_queries
from tests.search.elastic.conftest import engine  # noqa: F401  # a fixture
from tests.search.figures import vary_figures

ORDERS = {
    TalentQuery: ("best", "newest", "rate", "jobs_done", "rated"),
    JobQuery: ("best", "newest", "budget", "bids"),
    ServiceQuery: ("best", "newest", "price", "days", "orders"),
}
OTHERS = Weights(
    match=37, proof=33, availability=17, freshness=13, jobs=41, rating=29, standing=30, new_every=2
)  # as staff might set them
BEFORE = int((loading.DAY - timedelta(days=2)).timestamp() * 1000)
FILTERS = [
    TalentQuery(district="dhaka", q="logo"),
    TalentQuery(language="hi", skill="data-entry"),
    TalentQuery(rate_max=15),
    TalentQuery(rate_max=1800, currency="BDT", ordering="rate"),
    TalentQuery(availability="now", topic="data-entry"),
    JobQuery(budget_min=50),
    JobQuery(budget_max=100, currency="USD", topic="graphics-design"),
    ServiceQuery(price_min=20, price_max=60),
    TalentQuery(rate_max=1800, currency="BDT", is_converted=True, q="logo"),
    JobQuery(budget_min=6000, budget_max=24000, currency="BDT", is_converted=True),
    ServiceQuery(price_min=20, price_max=60, is_converted=True),
    ServiceQuery(days_max=3, q="logo"),
    TalentQuery(price="0-10,100-250", rating="4.5", topic="data-entry,graphics-design"),
    TalentQuery(language="bn,hi", jobs_done="1-5", availability="now,soon"),
    JobQuery(budget="none,50-100", bids="0-5,20-", payment="proven"),
    JobQuery(posted="7", hires="1-10", client_rating="4"),
    JobQuery(posted="30", ordering="newest", at=BEFORE),
    TalentQuery(q="logo", at=BEFORE),
    ServiceQuery(price="25-50,50-100", delivery="3", rating="4.5", language="en"),
    ServiceQuery(q="website within two months, over 20 dollars"),
]


def differences(query, parsed, weights=DEFAULTS):
    """What the engines do not agree on: rows with their groups in order, counts."""
    one, other = (execute(query, parsed, DEPTH, weights) for execute in (postgres.execute, execution.execute))
    pairs = {
        "count": (one.count, other.count),
        "rows": ((one.proven, one.new), (other.proven, other.new)),
        "facets": (one.facets, other.facets),
        "in_area": (one.in_area, other.in_area),
    }
    return [f"{query}: {name} {left} and {right}" for name, (left, right) in pairs.items() if left != right]


@pytest.fixture
def both_engines(engine, db, monkeypatch):  # noqa: F811  # the fixture that is imported
    """Both hold the corpus, and the search node is asked though it be slow."""
    monkeypatch.setattr(readiness.engine, "run", lambda ask: ask())
    monkeypatch.setattr(readiness, "page_client", worker_client)
    monkeypatch.setattr(readiness, "WITHIN", "30s")
    with loading.loaded(corpus()):
        vary_figures()
        building.build_index()
        yield


def test_engines_agree_on_every_query_order_and_filter(both_engines):
    different = []
    for number, judged in enumerate(read_queries()):
        query = QUERIES[judged.list](q=judged.text)
        parsed = parse(query)
        different += differences(query, parsed, (DEFAULTS, OTHERS)[number % 2])
        if number % 10 == 0:
            different += differences(query, parsed.widened(vocabulary().by_id("topic")))
    for shape, orders in ORDERS.items():
        for order in orders:
            different += [line for q in ("", "logo") for line in _differences(shape(ordering=order, q=q))]
    different += [line for query in FILTERS for line in _differences(query)]
    assert not different, "\n".join(different[:20])


def _differences(query):
    return differences(query, parse(query))

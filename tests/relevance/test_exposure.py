"""Graduates without a job done here are seen: their share of first pages lies within bounds, at little cost."""

from dataclasses import replace

import pytest

from tests.relevance import loading
from tests.relevance.corpus import Corpus, corpus
from tests.relevance.exposure import NEW, Exposure, simulate
from tests.relevance.judging import read_queries

LEAST, MOST = 0.25, 0.50
DEAREST = 0.02  # nDCG@10
PROFILES, SEARCHES, DAYS = 300, 12, 3


@pytest.fixture
def small_corpus(db):
    """The first profiles of the corpus."""
    small = Corpus(profiles=[replace(each) for each in corpus().profiles[:PROFILES]])
    with loading.loaded(small):
        yield small


def test_share_of_the_new_lies_within_bounds(small_corpus):
    queries = [
        query for query in read_queries() if query.list == "talent" and len(query.wanted) == 1 and not query.district
    ]
    simulation = simulate(small_corpus, queries[:: len(queries) // SEARCHES], DAYS)
    new, without = (each.shares(small_corpus.profiles, "cohort")[NEW] for each in (simulation.kept, simulation.without))
    assert LEAST <= new <= MOST
    assert new > without
    assert simulation.kept.ndcg > simulation.without.ndcg - DEAREST
    assert simulation.ginis[0] < simulation.ginis[1]


def test_gini_is_0_for_equal_views_and_near_1_where_one_has_all():
    assert Exposure({1: 2.0, 2: 2.0, 3: 2.0}, 1.0).gini({1, 2, 3}) == pytest.approx(0)
    assert Exposure({1: 9.0} | dict.fromkeys(range(2, 101), 0.0), 1.0).gini(set(range(1, 101))) == pytest.approx(0.99)

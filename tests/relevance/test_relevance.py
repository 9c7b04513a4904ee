"""Search finds what people look for, in every class of queries as well as it ever did."""

from collections.abc import Iterator

import pytest

from tests.relevance import loading, tables
from tests.relevance.corpus import corpus
from tests.relevance.floors import OVERALL, measured, read_floors
from tests.relevance.judging import BACKENDS, judge_all

GOALS = {OVERALL: 0.90}
GOAL_OF_A_CLASS = 0.80
TOLERANCE = 0.01


@pytest.fixture(params=list(BACKENDS))
def search_backend(request, db) -> Iterator[str]:
    """A backend that holds the corpus."""
    with loading.loaded(corpus()):
        yield request.param


def least(name: str, floor: float) -> float:
    """The least nDCG@10 that is accepted: the floor with a small tolerance; a goal that was reached, exactly."""
    goal = GOALS.get(name, GOAL_OF_A_CLASS)
    return max(goal, floor - TOLERANCE) if floor >= goal else floor - TOLERANCE


def test_no_class_of_queries_is_below_its_floor(search_backend):
    report = judge_all(corpus(), backend=search_backend)
    values, floors = measured(report), read_floors()
    assert values.keys() == floors.keys()
    below = [
        f"{name}: {values[name]:.3f}, floor {floor}"
        for name, floor in floors.items()
        if values[name] < least(name, floor)
    ]
    assert not below, "\n".join([*below, tables.scores(report), tables.worst(report, 20)])

"""The formula: its inputs, smoothing of few cases, new users, and that no personal trait is read."""

import ast
import inspect
import re
from decimal import Decimal

import pytest

from market.profiles.freelancers.standings import LEVELS, level_of
from market.standing import scored_events
from market.standing.formula import INPUTS, LEAST, PRIOR, Side, input_scores, points_of, smoothed_share

# Personal traits: our own column names and other common ones.
TRAITS = {
    "gender",
    "sex",
    "age",
    "birth",
    "district",
    "language",
    "languages",
    "language_levels",
    "picture",
    "country",
    "name",
    "religion",
    "faith",
    "ethnicity",
    "disability",
    "income",
    "married",
    "nid",
    "time_zone",
    "weekly_hours",
    "away_from",
    "rate_amount",
}


def points(side: str, good: int, count: int) -> int | None:
    return points_of(input_scores(side, {each.name: (Decimal(good), count) for each in INPUTS[side]}))


def test_formula_has_exactly_these_inputs():
    named = {side: [each.name for each in inputs] for side, inputs in INPUTS.items()}
    assert named == {
        "freelancer": ["on_time", "reviews", "answers", "disputes"],
        "client": ["answers", "reviews", "hires", "disputes", "invited"],
    }
    assert {side: list(sources) for side, sources in scored_events.EVENT_SOURCES.items()} == named


@pytest.mark.parametrize("side", Side)
def test_weights_add_up_to_100(side):
    assert sum(each.weight for each in INPUTS[side]) == 100


def test_personal_traits_are_not_read():
    """Neither as an attribute nor in a lookup such as "freelancer__profile__district"."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(scored_events))))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    named |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    read = {part for each in named for part in re.findall(r"[a-z_]+?(?=__|\b)", each.lower())}
    assert {"freelancer", "contract", "submitted_at"} <= read  # the search finds names at all
    assert not read & TRAITS


@pytest.mark.parametrize("side", Side)
def test_user_without_events_is_new_and_not_zero(side):
    assert points(side, 0, 0) is None
    assert points(side, LEAST - 1, LEAST - 1) is None
    assert level_of(None)[0] == "new"


@pytest.mark.parametrize("side", Side)
def test_few_good_events_rank_between_many_mixed_and_many_good(side):
    few, many, mixed, bad = points(side, 3, 3), points(side, 40, 40), points(side, 24, 40), points(side, 0, 3)
    assert bad < mixed < few < many <= 100
    assert bad < 100 * PRIOR < few


def test_one_bad_case_lowers_points_by_no_more_than_its_weight():
    lowered = points_of(
        input_scores(Side.FREELANCER, {each.name: (Decimal(9), 10) for each in INPUTS[Side.FREELANCER]})
    )
    assert lowered == 87
    assert smoothed_share(Decimal(9), 10) == (9 + Decimal("3.2")) / 14


def test_weight_of_an_input_with_too_few_cases_goes_to_the_others():
    parts = input_scores(
        Side.FREELANCER, {"on_time": (Decimal(3), 3), "answers": (Decimal(3), 3), "reviews": (Decimal(2), 2)}
    )
    by_name = {part.input.name: part for part in parts}
    assert by_name["reviews"].rounded is None
    assert by_name["reviews"].missing == 1
    assert sum(part.most for part in parts if part.most) == 100
    assert points_of(parts) == 89


def test_single_input_gives_no_points():
    assert points_of(input_scores(Side.CLIENT, {"answers": (Decimal(30), 30)})) is None


def test_levels_cover_all_points():
    assert [level_of(each)[0] for each in (100, 90, 89, 75, 74, 50, 49, 0)] == [
        *("very_reliable", "very_reliable", "reliable", "reliable", "mixed", "mixed", "weak", "weak"),
    ]
    assert LEVELS[-1][0] == 0


def test_review_input_is_converted_back_to_stars():
    part = next(each for each in input_scores(Side.FREELANCER, {"reviews": (Decimal("3.5"), 4)}) if each.count)
    assert part.stars == Decimal("4.5")

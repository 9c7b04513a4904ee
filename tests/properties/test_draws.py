"""The draw of a phase, attacked: order changes nothing, nobody is passed over, and seats are never exceeded."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from market.training.selection import verify_draw
from market.training.selection.drawing import Drawn, Entry, Seats, draw, hash_of
from market.training.selection.scoring import MOST_POINTS, PARTS, Answers, points_of, score_of

DISTRICTS, TOPICS = ("dhaka", "rangpur"), ("data", "design", "seo")
answers = st.builds(
    Answers,
    device=st.sampled_from(["computer", "shared_computer", "phone", "shared_phone", "none", ""]),
    connection=st.sampled_from(["broadband", "mobile", "weak_mobile", "none", ""]),
    hours=st.integers(0, 168),
    years=st.integers(0, 40),
    waited=st.booleans(),
)
entries = st.lists(
    st.builds(
        Entry,
        number=st.integers(1, 10**6).map("AI-{}".format),
        district=st.sampled_from(DISTRICTS),
        points=answers.map(points_of),
        wishes=st.lists(st.sampled_from(TOPICS), min_size=1, unique=True).map(tuple),
    ),
    max_size=30,
    unique_by=lambda entry: entry.number,
)
batches = st.lists(
    st.builds(
        Seats,
        batch=st.integers(1, 99).map("B-{}".format),
        district=st.sampled_from(DISTRICTS),
        topic=st.sampled_from(TOPICS),
        seats=st.integers(0, 5),
    ),
    max_size=8,
    unique_by=lambda row: row.batch,
)


@given(answers, answers)
def test_points_are_those_of_the_table_and_more_never_gives_less(one, other):
    points = points_of(one)
    assert all(points[part.code] in {level.points for level in part.levels} for part in PARTS)
    assert 0 <= score_of(points) <= MOST_POINTS
    for code in ("hours", "years", "waited"):
        lower, higher = sorted((one, other), key=lambda each: getattr(each, code))  # noqa: B023  # used at once
        assert points_of(lower)[code] <= points_of(higher)[code]


@given(entries, batches, st.text("0123456789abcdef", min_size=64, max_size=64), st.randoms(use_true_random=False))
def test_a_draw_is_fair_and_anybody_gets_the_same(rows, seats, seed, chance: Random):
    results = draw(seed, rows, seats)
    mixed = [chance.sample(each, len(each)) for each in (rows, seats)]
    assert draw(seed, *mixed) == results
    given_seats = Counter(each.batch for each in results if each.batch)
    assert all(given_seats[each.batch] <= each.seats for each in seats)
    by_batch = {each.batch: each for each in seats}
    for row in results:
        assert not row.batch or by_batch[row.batch].topic in row.entry.wishes
        for other in results:
            if other.entry.district == row.entry.district and other.rank < row.rank:
                assert (-other.score, other.lot) < (-row.score, row.lot)
                assert _is_content(other, row, by_batch)
    assert verify_draw.draw_again(_document(rows, seats, seed, results)) == {
        each.entry.number: _line(each) for each in results
    }


def _is_content(first: Drawn, later: Drawn, by_batch: dict[str, Seats]) -> bool:
    """Whether `later` has no seat that `first` would have liked better than what it has."""
    if not later.batch:
        return True
    topic, wishes = by_batch[later.batch].topic, first.entry.wishes
    if topic not in wishes:
        return True
    return bool(first.batch) and wishes.index(by_batch[first.batch].topic) <= wishes.index(topic)


def _line(row: Drawn) -> dict[str, object]:
    result = "seat" if row.batch else "waiting"
    return {"lot": row.lot, "rank": row.rank, "result": result, "batch": row.batch or None, "waiting": row.waiting}


def _document(rows, seats, seed, results) -> dict[str, object]:
    of = {each.entry.number: each for each in results}
    applications = [
        {
            "number": each.number,
            "district": each.district,
            "wishes": each.wishes,
            "score": of[each.number].score,
            "result": "seat",
        }
        for each in rows
    ]
    batches_shown = [
        {"batch": each.batch, "district": each.district, "topic": each.topic, "seats": each.seats} for each in seats
    ]
    return {"seed": seed, "seed_hash": hash_of(seed), "batches": batches_shown, "applications": applications}

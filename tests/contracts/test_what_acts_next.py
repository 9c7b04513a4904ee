"""What the site does next with a milestone, when, and whose turn it is: by its columns alone."""

from datetime import UTC, datetime, timedelta

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom import progress
from market.contracts.workroom.progress import Deadline
from market.core.base import clock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LAST = NOW + 50 * DAY


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def milestone(state: str, **instants: datetime) -> Milestone:
    return Milestone(state=state, **instants)


@pytest.mark.parametrize(
    ("state", "column", "what"),
    [
        ("awaiting_funding", "funding_due_at", "funding_lapses"),
        ("funded", "work_due_at", "work_due"),
        ("funded", "cancel_at", "cancelled_after_notice"),
        ("funded", "idle_refund_at", "refunded_if_idle"),
        ("funded", "last_day_at", "last_day_of_holding"),
        ("submitted", "review_due_at", "approved_by_silence"),
        ("submitted", "last_day_at", "last_day_of_holding"),
        ("changes_requested", "changes_due_at", "changes_due"),
        ("changes_requested", "last_day_at", "last_day_of_holding"),
        ("refund_requested", "refund_due_at", "refund_request_lapses"),
        ("refund_requested", "last_day_at", "last_day_of_holding"),
    ],
)
def test_next_deadline_of_each_state(state, column, what):
    row = milestone(state, **{column: NOW + DAY})
    assert progress.next_deadline(row) == Deadline(what, NOW + DAY)
    row.frozen_at = NOW
    assert progress.next_deadline(row) is None


def test_first_deadline_counts_and_lateness_is_none():
    row = milestone("funded", work_due_at=NOW + DAY, idle_refund_at=NOW + 2 * DAY, last_day_at=LAST)
    assert progress.next_deadline(row) == Deadline("work_due", NOW + DAY)
    assert (progress.is_late(row), progress.late_since(row)) == (False, None)
    row.work_due_at = NOW
    assert progress.next_deadline(row) == Deadline("refunded_if_idle", NOW + 2 * DAY)
    assert (progress.is_late(row), progress.late_since(row)) == (True, NOW)
    row.cancel_at = NOW + DAY
    assert progress.next_deadline(row) == Deadline("cancelled_after_notice", NOW + DAY)
    assert (progress.is_late(row), progress.late_since(row)) == (True, None)
    assert progress.next_deadline(milestone("released", last_day_at=LAST)) is None
    assert progress.next_deadline(milestone("funded")) is None


def test_notice_to_cancel_is_for_late_work_alone():
    assert progress.can_give_cancel_notice(milestone("funded", work_due_at=NOW))
    assert not progress.can_give_cancel_notice(milestone("funded", work_due_at=NOW + DAY))
    assert not progress.can_give_cancel_notice(milestone("funded", work_due_at=NOW, cancel_at=LAST))
    assert not progress.can_give_cancel_notice(milestone("funded", work_due_at=NOW, frozen_at=NOW))
    assert not progress.can_give_cancel_notice(milestone("changes_requested", changes_due_at=NOW))


@pytest.mark.parametrize(
    ("state", "turn", "badge"),
    [
        ("awaiting_funding", "", ""),
        ("funded", "freelancer", "good"),
        ("submitted", "client", "wait"),
        ("changes_requested", "freelancer", "wait"),
        ("refund_requested", "freelancer", "bad"),
        ("disputed", "", "bad"),
        ("released", "", "good"),
        ("refunded", "", "note"),
        ("split", "", "note"),
        ("lapsed", "", ""),
    ],
)
def test_whose_turn_it_is_and_how_the_state_looks(state, turn, badge):
    assert (progress.whose_turn(milestone(state)), progress.badge(milestone(state))) == (turn, badge)
    assert progress.whose_turn(milestone(state, frozen_at=NOW)) == ""


def test_client_pays_where_a_day_for_it_is_set():
    assert progress.whose_turn(milestone("awaiting_funding", funding_due_at=NOW)) == "client"

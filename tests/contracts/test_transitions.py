"""What a transition of a milestone writes, column by column, and what it leaves as it was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.contracts.signals import hold_thawed
from market.contracts.workroom import transitions
from market.contracts.workroom.transitions import MOVED_IF_AHEAD, STOPPED_WHILE_FROZEN
from market.core.base import clock
from market.core.models import AuditEntry
from market.jobs.models import Job
from market.profiles.models import ClientProfile
from tests.payments.story import contract as make_contract

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def now(monkeypatch) -> datetime:
    instant = clock.now()
    monkeypatch.setattr(clock, "now", lambda: instant)
    return instant


def written(milestone: Milestone, **columns: Any) -> Milestone:
    """The milestone with these columns, read anew."""
    Milestone.objects.filter(pk=milestone.pk).update(**columns)
    return Milestone.objects.select_related("contract").get(pk=milestone.pk)


def values(milestone: Milestone, *names: str) -> dict[str, Any]:
    return Milestone.objects.filter(pk=milestone.pk).values(*names).get()


def test_thaw_moves_what_was_stopped_and_what_is_ahead(funded, now):
    frozen, thawed = now, now + 3 * DAY
    later = dict.fromkeys((*STOPPED_WHILE_FROZEN, *MOVED_IF_AHEAD), frozen + SECOND)
    past = dict.fromkeys((*STOPPED_WHILE_FROZEN, *MOVED_IF_AHEAD), frozen)
    signals: list[timedelta] = []
    receiver = lambda by, **_more: signals.append(by)  # noqa: E731
    hold_thawed.connect(receiver)
    for columns in (later, past, dict.fromkeys(later)):
        transitions.thaw(written(funded, frozen_at=frozen, **columns), at=thawed)
        moved = {
            name: due and due + 3 * DAY * (name in STOPPED_WHILE_FROZEN or due > frozen)
            for name, due in columns.items()
        }
        assert values(funded, "frozen_at", *moved) == {"frozen_at": None, **moved}
    assert signals == [3 * DAY] * 3
    transitions.thaw(written(funded, **later), at=thawed)
    assert (values(funded, *later), len(signals)) == (later, 3)


@pytest.mark.parametrize(
    ("state", "columns", "left"),
    [
        ("submitted", {"review_due_at": 2 * DAY, "work_due_at": DAY}, 2 * DAY),
        ("funded", {"work_due_at": DAY}, DAY),
        ("funded", {"work_due_at": -DAY}, -DAY),
        ("changes_requested", {"changes_due_at": DAY, "work_due_at": 5 * DAY}, DAY),
        ("submitted", {"review_due_at": None}, None),
    ],
)
def test_pause_keeps_the_time_that_is_left(funded, now, state, columns, left):
    columns = {name: by and now + by for name, by in columns.items()}
    row = written(funded, state=state, refund_refused_at=None, **columns)
    transitions.pause(row, "refund_requested", at=now, answer_by=now + 5 * DAY)
    names = ("state", "state_before_refund", "time_left", "refund_due_at", "review_due_at", "review_notice_at")
    assert tuple(values(row, *names).values()) == ("refund_requested", state, left, now + 5 * DAY, None, None)
    assert now < row.refund_reminder_at < row.refund_due_at
    transitions.pause(row, "disputed", at=now + DAY)
    assert tuple(values(row, *names).values()) == ("disputed", state, left, None, None, None)
    transitions.resume(row, at=now + 9 * DAY)
    due = None if left is None else now + 9 * DAY + left
    assert values(row, *names, "refund_reminder_at") == {
        "state": state,
        "state_before_refund": "",
        "time_left": None,
        "refund_due_at": None,
        "review_due_at": due if state == "submitted" else None,
        "review_notice_at": row.review_notice_at,
        "refund_reminder_at": None,
    }
    column = Milestone.DUE.get(state)
    assert column is None or getattr(row, column) == due


def test_due_date_that_moves_ahead_ends_a_notice_and_is_announced_anew(funded, now):
    warning = timedelta(days=settings.LIFECYCLE.deadline_warning_days)
    cancel = {"cancel_at": now + 2 * DAY, "cancel_reminder_at": now + DAY}
    names = ("work_due_at", "work_notice_at", "cancel_at", "cancel_reminder_at")
    for due, notice, was, ends in (
        (now, None, None, False),
        (now, now, now + DAY, False),
        (now + SECOND, now + SECOND / 2, None, True),
        (now + 9 * warning, now + 8 * warning, now, True),
    ):
        row = written(funded, work_due_at=now - DAY, work_notice_at=was, **cancel)
        transitions.set_deadline(row, due, at=now)
        notices = {"cancel_at": None, "cancel_reminder_at": None} if ends else cancel
        assert values(row, *names) == {"work_due_at": due, "work_notice_at": notice, **notices}
    assert AuditEntry.objects.filter(code="milestone.cancel_notice_ended").count() == 2
    row = written(funded, work_due_at=now + DAY, **dict.fromkeys(cancel))
    transitions.move_deadline(row, days=-3, at=now)
    assert row.work_due_at == now - 2 * DAY
    row = written(funded, work_due_at=None, work_notice_at=None)
    transitions.move_deadline(row, days=5, at=now)
    assert (row.work_due_at, row.work_notice_at) == (None, None)
    due = transitions.start_cancel_notice(row, at=now)
    assert due == row.cancel_at == now + timedelta(days=settings.LIFECYCLE.cancel_notice_days)
    assert now < row.cancel_reminder_at < due


def test_next_milestone_waits_for_its_money_once_the_one_before_has_ended(contract, funded, now):
    second = contract.milestones.get(position=2)
    for before, after in ((None, now + timedelta(days=settings.LIFECYCLE.funding_days)), (now, now)):
        written(second, funding_due_at=before)
        transitions.mark_released(written(funded, state="funded", released_value=80), at=now)
        assert values(second, "funding_due_at") == {"funding_due_at": after}
    assert values(funded, "state", "ended_at") == {"state": "released", "ended_at": now}
    Contract.objects.filter(pk=contract.pk).update(state="ended")
    written(second, funding_due_at=None)
    transitions.mark_released(written(funded, state="funded"), at=now)
    assert values(second, "funding_due_at") == {"funding_due_at": None}


def test_money_that_goes_back_splits_what_was_released_in_part(funded, now):
    for released, state in ((0, "refunded"), (5, "split")):
        transitions.mark_refunded(written(funded, state="funded", released_value=released), at=now)
        assert values(funded, "state") == {"state": state}
    transitions.mark_taken(written(funded, state="funded", released_value=0, frozen_at=now), at=now)
    assert values(funded, "state", "frozen_at") == {"state": "refunded", "frozen_at": None}


@pytest.mark.parametrize("job_state", ["filled", "expired"])
def test_contract_that_nobody_funds_opens_its_job_again(carla, rina, contract, milestone, now, job_state):
    other = make_contract(client=carla, freelancer=rina)
    Job.objects.filter(pk=contract.job_id).update(state=job_state)
    client, _is_new = ClientProfile.objects.update_or_create(user=carla, defaults={"jobs_filled": 2})
    transitions.mark_lapsed(written(milestone), at=now)
    contract.refresh_from_db()
    assert (contract.state, contract.ended_at) == ("lapsed", now)
    assert {*contract.milestones.values_list("state", "ended_at", "funding_due_at")} == {("lapsed", now, None)}
    job, bid = Job.objects.get(pk=contract.job_id), Bid.objects.get(pk=contract.bid_id)
    assert (bid.state, bid.returned_at) == ("lapsed", now)
    expires = now + timedelta(days=settings.LIFECYCLE.job_open_days)
    is_open = job_state == "filled"
    assert (job.state, job.expires_at == expires) == ("open" if is_open else "expired", is_open)
    client.refresh_from_db()
    assert client.jobs_filled == 2 - is_open
    other.refresh_from_db()
    assert (other.state, other.job.state, other.bid.state) == ("active", "filled", "accepted")


def test_later_milestone_that_nobody_funds_lapses_alone(contract, milestone, now):
    second = contract.milestones.get(position=2)
    transitions.mark_lapsed(written(second), at=now)
    contract.refresh_from_db()
    assert (contract.state, values(milestone, "state"), values(second, "state")) == (
        "active",
        {"state": "awaiting_funding"},
        {"state": "lapsed"},
    )
    written(second, state="awaiting_funding", ended_at=None)
    written(milestone, state="dropped")
    transitions.mark_lapsed(written(second), at=now)
    contract.refresh_from_db()
    assert contract.state == "lapsed"

"""A deadline counts from its instant, in its states alone, and not while a chargeback stops it: of every act that one
ends, and of every reminder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import ask_to_end, lapse_proposal, remind_of_proposal
from market.contracts.reminders import actions as reminders
from market.contracts.workroom import progress
from market.contracts.workroom.actions import _state_ends, lapse_refund_request, notify_of_deadline
from market.core.base import clock
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.cancelling.actions import cancel_late, remind_of_cancel_notice
from market.payments.funding.checkout_actions import lapse_milestone
from market.payments.models import PayoutMethod, PayoutQuote
from market.payments.payout_methods.actions import start_due, start_method
from market.payments.payout_methods.queries import coming_method, usable_method
from market.payments.proposals.actions import expire_staff_proposal, propose, remind_of_staff_proposal
from market.payments.provider import stripe_client
from market.payments.refunds.actions import refund_idle
from market.payments.releases.actions import clear_release, release_by_silence, warn_idle
from market.payments.releases.timeout_actions import end_on_last_day, warn_of_last_day
from tests.payments.bank_story import give_account, make_quote
from tests.payments.story import funded, released

pytestmark = pytest.mark.django_db
SECOND, LATER = timedelta(seconds=1), timedelta(days=9)
State = Milestone.State
HOLDING = {*Milestone.HOLDING}
# By act: its column, the deadline that it warns of, the states in which it acts, whether a chargeback stops it.
ACTS: dict[Callable[..., Any], tuple[str, str, set[State], bool]] = {
    notify_of_deadline: ("work_notice_at", "", {State.FUNDED, State.CHANGES_REQUESTED}, True),
    lapse_refund_request: ("refund_due_at", "", {State.REFUND_REQUESTED}, True),
    reminders.remind_of_funding: ("funding_reminder_at", "funding_due_at", {State.AWAITING_FUNDING}, False),
    reminders.remind_of_review: ("review_notice_at", "review_due_at", {*State}, True),
    reminders.remind_of_refund_request: ("refund_reminder_at", "refund_due_at", {State.REFUND_REQUESTED}, True),
    lapse_milestone: ("funding_due_at", "", {State.AWAITING_FUNDING}, False),
    release_by_silence: ("review_due_at", "", {State.SUBMITTED}, True),
    warn_idle: ("idle_notice_at", "idle_refund_at", {*State}, True),
    refund_idle: ("idle_refund_at", "", HOLDING, True),
    remind_of_cancel_notice: ("cancel_reminder_at", "cancel_at", {State.FUNDED}, True),
    cancel_late: ("cancel_at", "", {State.FUNDED}, True),
    warn_of_last_day: ("last_day_reminder_at", "last_day_at", HOLDING, True),
    end_on_last_day: ("last_day_at", "", HOLDING, True),
}
DEADLINES = [each.name for each in Milestone._meta.fields if each.name.endswith(("due_at", "notice_at", "reminder_at"))]
CLEAN = dict.fromkeys([*DEADLINES, "cancel_at", "idle_refund_at", "last_day_at", "frozen_at"])


def acts(row: Model, act: Callable[[], object], **columns: object) -> bool:
    """Whether the act changes a row that has these columns, or tells somebody; then all is as it was."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    with transaction.atomic():
        rows.update(**columns)
        before = [*rows.values()], Notification.objects.count(), AuditEntry.objects.count()
        act()
        changed = ([*rows.values()], Notification.objects.count(), AuditEntry.objects.count()) != before
        transaction.set_rollback(True)
    return changed


@pytest.fixture
def now(monkeypatch) -> datetime:
    instant = clock.now()
    monkeypatch.setattr(clock, "now", lambda: instant)
    return instant


def test_deadlines_of_a_milestone(provider, now):
    milestone = funded(provider, "100.00", "50.00")
    Milestone.objects.filter(pk=milestone.pk).update(state_before_refund=State.FUNDED)
    for act, (column, ends, states, stops) in ACTS.items():
        do = lambda: act(milestone_id=milestone.pk)  # noqa: E731, B023
        later = {**CLEAN, **({ends: now + LATER} if ends else {}), "state": min(states)}
        assert acts(milestone, do, **later | {column: now}), act
        assert acts(milestone, do, **later | {column: now - SECOND}), act
        assert not acts(milestone, do, **later | {column: now + SECOND}), act
        assert not acts(milestone, do, **later), act
        assert acts(milestone, do, **later | {column: now, "frozen_at": now}) is not stops, act
        for state in State:
            if state != State.FUNDED and act in (cancel_late, remind_of_cancel_notice):
                continue  # the database refuses a notice in it
            if state in states and act in (end_on_last_day, refund_idle, warn_idle) and state not in HOLDING:
                continue  # nothing is held in it
            assert acts(milestone, do, **later | {column: now, "state": state}) is (state in states), (act, state)


def test_warning_of_a_deadline_that_has_passed_is_not_sent(provider, now):
    milestone = funded(provider, "100.00", "50.00")
    for act, (column, ends, states, _stops) in ACTS.items():
        if ends:
            with transaction.atomic():
                columns = {**CLEAN, column: now, ends: now, "state": min(states & HOLDING or states)}
                Milestone.objects.filter(pk=milestone.pk).update(**columns)
                before = Notification.objects.count()
                act(milestone_id=milestone.pk)
                assert Notification.objects.count() == before, act
                transaction.set_rollback(True)


def test_deadlines_of_other_rows(provider, now, farida, pavel):
    milestone = funded(provider, "100.00", "50.00")
    proposal = ask_to_end(by=milestone.contract.client, contract_id=milestone.contract_id, shares={milestone.pk: 0})
    capital = {"amount": "5.00", "currency": "USD", "rail": "stripe", "reference": "TT 7"}
    staff = propose(by=pavel, kind="capital_in", parameters=capital, reason="Paid in for the first refunds.")
    release = released(provider, "30.00")
    method = give_account(farida)
    PayoutMethod.objects.update(state=PayoutMethod.State.COOLING)
    for row, column, act, names, states in (
        (proposal, "remind_at", remind_of_proposal, "proposal_id", Proposal.State),
        (proposal, "due_at", lapse_proposal, "proposal_id", Proposal.State),
        (staff, "expires_at", expire_staff_proposal, "proposal_id", ("open",)),
        (staff, "remind_at", remind_of_staff_proposal, "proposal_id", ("open",)),
        (release, "clears_at", clear_release, "release_id", ("clearing", "payable", "paid_out")),
        (method, "usable_at", start_method, "method_id", ("cooling", "checking", "refused", "stopped")),
    ):
        do = lambda: act(**{names: row.pk})  # noqa: E731, B023
        assert acts(row, do, **{column: now}), act
        assert not acts(row, do, **{column: now + SECOND}), act
        for state in [*states][1:]:
            assert not acts(row, do, **{column: now, "state": state}), (act, state)


def test_account_counts_from_the_instant_that_its_hours_are_over(farida, rina, now):
    method, other = give_account(farida), give_account(rina)
    for moved, is_over in ((-SECOND, True), (timedelta(0), True), (SECOND, False)):
        PayoutMethod.objects.update(state=PayoutMethod.State.COOLING, usable_at=now + moved)
        assert (usable_method(farida, "BDT") == method) is is_over
        assert (coming_method(farida, "BDT") is None) is is_over
        assert usable_method(farida, "USD") is coming_method(farida, "USD") is None
        start_due(farida)
        method.refresh_from_db()
        other.refresh_from_db()
        assert (method.state, other.state) == ("active" if is_over else "cooling", "cooling")


def test_quote_counts_until_it_expires(farida, now):
    quote = make_quote(farida)
    for moved, is_open in ((-SECOND, False), (timedelta(0), False), (SECOND, True)):
        assert PayoutQuote(expires_at=now + moved).is_open is is_open
    quote.accepted_at = now
    assert not quote.is_open


def test_work_is_late_from_its_due_date_on(now):
    for state, column in Milestone.DUE.items():
        for moved, is_late in ((-SECOND, True), (timedelta(0), True), (SECOND, False)):
            milestone = Milestone(state=state, **{column: now + moved})
            assert (progress.is_late(milestone), progress.late_since(milestone) is not None) == (is_late, is_late)
            funded = state == State.FUNDED
            assert progress.can_give_cancel_notice(milestone) is (is_late and funded)
            milestone.frozen_at = now
            assert not progress.can_give_cancel_notice(milestone)
            milestone.cancel_at, milestone.frozen_at = now, None
            assert progress.late_since(milestone) is None


def test_deadlines_that_end_each_state(now):
    columns = ("cancel_at", "idle_refund_at", "review_due_at", "refund_due_at", "last_day_at")
    ends = {"funded": columns[:2], "submitted": columns[2:3], "refund_requested": columns[3:4]}
    dues = {name: now + at * SECOND for at, name in enumerate(columns)}
    for state in State.values:
        milestone = Milestone(state=state, **dues)
        assert _state_ends(milestone) == [dues[name] for name in (*ends.get(state, ()), "last_day_at")]
        milestone.frozen_at = now
        assert _state_ends(milestone) == []


def test_files_go_to_the_provider_itself_where_the_api_does(monkeypatch):
    monkeypatch.setattr(stripe_client.stripe, "StripeClient", lambda key, **named: (key, named["base_addresses"]))
    for base, files in ((stripe_client.LIVE, stripe_client.FILES), ("http://localhost:1", "http://localhost:1")):
        addresses = {"api": base, "files": files}
        assert stripe_client._client.__wrapped__(base, "sk_1") == ("sk_1", addresses)

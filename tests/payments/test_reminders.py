"""Whoever would lose something by silence is reminded twice before, by mail too: of every deadline."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from market.bids import tasks as bid_tasks
from market.contracts import tasks as contract_tasks
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom.actions import request_changes, request_refund
from market.core.base import clock
from market.disputes import tasks as dispute_tasks
from market.notifications.models import Notification
from market.payments import tasks as money_tasks
from market.payments.cancelling.actions import give_cancel_notice
from market.payments.chargebacks.actions import remind_of_answer
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding, StaffProposal
from market.payments.proposals.actions import propose, remind_of_staff_proposal
from tests import make
from tests.payments.story import contract, first, funded, submitted

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# A deadline that decides something, and the task that reminds of it.
REMINDED = {
    "lapse_unfunded_milestones": "remind_of_fundings",
    "approve_by_silence": "remind_of_reviews",
    "lapse_refund_requests": "remind_of_refund_requests",
    "lapse_proposals": "remind_of_contract_proposals",
    "cancel_late_milestones": "remind_of_cancel_notices",
    "refund_idle_holds": "warn_of_idle_holds",
    "end_holds_on_their_last_day": "warn_of_last_days",
    "expire_proposals": "remind_of_proposals",
    "end_dispute_steps": "look_after_disputes",
    "expire_jobs": "warn_expiry",  # tests/bids
    "expire_jobs, of direct offers": "remind_of_offers",
}
# These take nothing from anybody who is silent.
WITHOUT = {
    "lapse_unpaid_bonuses",  # a page that a client opened and left
    "clear_releases",
    "start_payout_methods",
    "check_what_is_open",
    "seal_ledger",
    "publish_ledger_days",
    "remind_of_answers",  # the bank's own deadline
    "expire_offers",  # of a settlement: the dispute goes on
    "tell_of_deadlines",  # late work: nothing happens by itself
}


def test_every_deadline_that_decides_something_has_reminders():
    modules = {each.__name__ for each in (bid_tasks, contract_tasks, money_tasks, dispute_tasks)}
    here = {each.name for each in clock.deadlines() if each.run.__module__ in modules}
    assert here == {*(each.partition(",")[0] for each in REMINDED), *REMINDED.values(), *WITHOUT}


def unfunded(provider) -> tuple[Milestone, datetime]:
    milestone = first(contract("100.00"))
    return milestone, milestone.funding_due_at


def delivered(provider) -> tuple[Milestone, datetime]:
    milestone = submitted(provider, "100.00")
    return milestone, milestone.review_due_at


def refund_asked(provider) -> tuple[Milestone, datetime]:
    milestone = submitted(provider, "100.00")
    request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="It is not what we agreed.")
    milestone.refresh_from_db()
    return milestone, milestone.refund_due_at


def more_time_asked(provider) -> tuple[Proposal, datetime]:
    milestone = funded(provider, "100.00")
    proposal = ask_extension(by=milestone.contract.freelancer, milestone_id=milestone.pk, days=4)
    return proposal, proposal.due_at


def cancelling(provider) -> tuple[Milestone, datetime]:
    milestone = funded(provider, "100.00")
    clock.advance(6 * DAY)
    give_cancel_notice(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    return milestone, milestone.cancel_at


def idle(provider) -> tuple[Milestone, datetime]:
    milestone = funded(provider, "100.00")
    return milestone, milestone.idle_refund_at


def on_the_last_day(provider) -> tuple[Milestone, datetime]:
    milestone = submitted(provider, "100.00")
    request_changes(by=milestone.contract.client, milestone_id=milestone.pk, note="Bigger, please.")
    milestone.refresh_from_db()
    return milestone, milestone.last_day_at


LIVES = {
    "milestone.funding_due": (unfunded, (3 * DAY, DAY), {"client"}),
    "milestone.review_due": (delivered, (4 * DAY, DAY), {"client"}),
    "milestone.refund_request_due": (refund_asked, (3 * DAY, DAY), {"freelancer"}),
    "contract.proposal_due": (more_time_asked, (3 * DAY, DAY), {"client"}),
    "milestone.cancel_notice_due": (cancelling, (DAY, DAY / 2), {"freelancer"}),
    "milestone.idle": (idle, (15 * DAY, 3 * DAY), {"client", "freelancer"}),
    "milestone.last_day_near": (on_the_last_day, (10 * DAY, 3 * DAY), {"client", "freelancer"}),
}


@pytest.mark.parametrize(("code", "life"), LIVES.items(), ids=LIVES)
def test_two_reminders_come_before_silence_counts(code, life, provider, travel, mailbox):
    wait, before, sides = life
    row, due = wait(provider)
    parties: Contract = row.contract
    users = sorted(getattr(parties, f"{side}_id") for side in sides)
    state = row.state
    for count, span in enumerate(before):
        travel(due - span - clock.now() - MINUTE)
        assert Notification.objects.filter(kind=code).count() == count * len(users)
        mailbox.clear()
        travel(2 * MINUTE)
        rows = Notification.objects.filter(kind=code).order_by("-pk")[: len(users)]
        assert sorted(rows.values_list("user_id", flat=True)) == users
        travel(timedelta(minutes=30))
        assert len([mail for mail in mailbox if row.contract.title in mail.subject]) == len(users)
    type(row).objects.filter(pk=row.pk, state=state).get()
    travel(due - clock.now() + MINUTE)
    assert Notification.objects.filter(kind=code).count() == 2 * len(users)
    assert not type(row).objects.filter(pk=row.pk, state=state).exists()


def test_what_ran_before_reminders_came_has_those_that_are_ahead(provider):
    order, held = first(contract("100.00")), funded(provider, "100.00")
    Contract.objects.filter(pk=order.contract_id).update(bid=None, job=None)
    held.refresh_from_db()
    Milestone.objects.filter(pk=held.pk).update(idle_notice_at=None, last_day_reminder_at=None)
    import_module("market.contracts.migrations.0020_reminders").remind_of_running_deadlines(apps, None)
    order.refresh_from_db()
    held.refresh_from_db()
    assert order.funding_due_at - order.funding_reminder_at == timedelta(hours=3)
    assert held.last_day_at - held.last_day_reminder_at == 10 * DAY
    assert held.idle_refund_at - held.idle_notice_at == 3 * DAY


def test_late_job_reminds_operators_of_nothing_that_is_over(provider):
    """What was to be reminded of has ended while no job ran."""
    pavel, _ola = (make.make_person(name, roles=["operator"]) for name in ("Pavel", "Ola"))
    milestone = submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    parameters = {"amount": "100.00", "currency": "USD", "rail": "stripe", "reference": "TT 7"}
    proposal = propose(by=pavel, kind="capital_in", parameters=parameters, reason="The provider keeps its fees.")
    chargeback = Chargeback.objects.get()
    over, due = clock.now() - MINUTE, clock.now() - DAY
    StaffProposal.objects.update(expires_at=over, remind_at=due)
    Chargeback.objects.update(answer_by=over, remind_at=due)
    remind_of_staff_proposal(proposal_id=proposal.pk)
    remind_of_answer(chargeback_id=chargeback.pk)
    assert not Notification.objects.filter(kind__in=("staff_proposal.waits", "chargeback.still_to_answer")).exists()
    chargeback.refresh_from_db()
    proposal.refresh_from_db()
    assert (chargeback.remind_at, proposal.remind_at) == (None, None)

"""Races at the end of a notice to cancel late work, with real commits: the money goes one way only."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from market.contracts.models import Milestone
from market.contracts.proposals.actions import agree_proposal
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.payments.cancelling.actions import cancel_late, give_cancel_notice, withdraw_cancel_notice
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.payments.story import funded, usd

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_the_end() -> Callable[..., Milestone]:
    """`at_the_end(provider)`: late work whose notice ends so soon that who acts first decides."""

    def make(provider) -> Milestone:
        milestone = funded(provider, "100.00")
        past = clock.now() - timedelta(days=1)
        Milestone.objects.filter(pk=milestone.pk).update(work_due_at=past, work_notice_at=None)
        give_cancel_notice(by=milestone.contract.client, milestone_id=milestone.pk)
        return milestone

    return make


def cancel_now(milestone: Milestone) -> None:
    """The deadline, at the instant of the end."""
    Milestone.objects.filter(pk=milestone.pk, cancel_at__isnull=False).update(cancel_at=clock.now())
    cancel_late(milestone_id=milestone.pk)


def test_delivery_and_the_end_of_the_notice_exclude_each_other(provider, at_the_end):
    for _ in range(5):
        milestone = at_the_end(provider)
        freelancer = milestone.contract.freelancer
        outcomes = race(
            partial(submit_work, by=freelancer, milestone_id=milestone.pk, note="Here it is."),
            partial(cancel_now, milestone),
        )
        winners(outcomes)
        milestone.refresh_from_db()
        is_delivered = milestone.deliveries.exists()
        assert milestone.state == ("submitted" if is_delivered else "refunded")
        assert milestone.refunds.count() == (0 if is_delivered else 1)
        assert milestone.cancel_at is None
        assert_ledger_consistent()


def test_concurrent_deadlines_refund_once(provider, at_the_end):
    milestone = at_the_end(provider)
    Milestone.objects.filter(pk=milestone.pk).update(cancel_at=clock.now())
    winners(race(*[partial(cancel_late, milestone_id=milestone.pk)] * 4))
    assert milestone.refunds.count() == 1
    assert_ledger_consistent()


def test_granted_time_dispute_and_withdrawal_stop_the_end_or_come_too_late(provider, at_the_end):
    for act in (grant_time, dispute, withdraw):
        milestone = at_the_end(provider)
        winners(race(act(milestone), partial(cancel_now, milestone)))
        milestone.refresh_from_db()
        assert (milestone.held_value == 0) == (milestone.state == "refunded") == milestone.refunds.exists()
        assert milestone.cancel_at is None
        assert_ledger_consistent()


def grant_time(milestone: Milestone) -> Callable[[], object]:
    proposal = ask_extension(by=milestone.contract.freelancer, milestone_id=milestone.pk, days=5)
    return partial(agree_proposal, by=milestone.contract.client, proposal_id=proposal.pk)


def dispute(milestone: Milestone) -> Callable[[], object]:
    freelancer, content = milestone.contract.freelancer, StatementContent("It is nearly ready.")
    return partial(open_dispute, by=freelancer, milestone_id=milestone.pk, claim=usd("60"), content=content)


def withdraw(milestone: Milestone) -> Callable[[], object]:
    return partial(withdraw_cancel_notice, by=milestone.contract.client, milestone_id=milestone.pk)


def test_without_the_row_lock_delivered_work_would_be_refunded(provider, at_the_end, monkeypatch):
    """Without the lock the deadline reads a funded milestone while the delivery commits: the refund then posts from a
    milestone that is delivered. With the lock it reads the delivered one, and does nothing."""
    milestone = at_the_end(provider)
    Milestone.objects.filter(pk=milestone.pk).update(cancel_at=clock.now() + timedelta(seconds=1))
    submit_work(by=milestone.contract.freelancer, milestone_id=milestone.pk, note="Here it is.")
    stale = Milestone.objects.select_related("contract__client", "contract__freelancer").get(pk=milestone.pk)
    stale.state, stale.cancel_at = "funded", clock.now()
    cancel_late(milestone_id=milestone.pk)
    assert milestone.refunds.count() == 0
    monkeypatch.setattr("market.payments.cancelling.actions.locked_milestone", lambda milestone_id: stale)
    cancel_late(milestone_id=milestone.pk)
    assert milestone.refunds.count() == 1  # what the lock prevents

"""Races of money, with threads and real commits: one winner each, and a consistent ledger.

A test `without_the_…_lock` takes away the lock that guards a race, to show that it is one: then either a constraint
of the database refuses the second action, or the test says what would go wrong.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.db.models.expressions import Combinable

from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.core.base.errors import DomainError
from market.payments.funding.checkout_actions import settle_funding
from market.payments.ledger import verification
from market.payments.models import Funding, LedgerTransaction, Payout, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout
from market.payments.refunds.actions import agree_refund, give_refund, send_refund
from market.payments.releases.actions import approve_milestone, clear_release, release_by_silence, release_part
from tests.payments.story import checkout, contract, first, funded, payable, ready_account, released, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)
Action = Callable[[], Any]


def race(*actions: Action) -> list[object]:
    """Run the actions at once, each in a thread with its own connection; return what each returned or raised."""
    gate, outcomes = threading.Barrier(len(actions)), [None] * len(actions)

    def run(index: int, action: Action) -> None:
        try:
            gate.wait(timeout=10)
            outcomes[index] = action() or "done"
        except Exception as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return list(outcomes)


def winners(outcomes: list[object]) -> list[object]:
    """The outcomes that are no refusals; any other exception fails the test."""
    for outcome in outcomes:
        assert not isinstance(outcome, Exception) or isinstance(outcome, DomainError), outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def assert_ledger_consistent() -> None:
    for check in verification.CHECKS:
        assert check is verification.late_seal or check() is None, check()


def test_approval_and_agreed_refund_exclude_each_other(provider):
    for _ in range(5):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        request_refund(by=client, milestone_id=milestone.pk, reason="Late")
        outcomes = race(
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(agree_refund, by=freelancer, milestone_id=milestone.pk),
        )
        assert len(winners(outcomes)) == 1
        assert milestone.releases.count() + milestone.refunds.count() == 1
        assert_ledger_consistent()


def test_concurrent_approvals_and_automatic_release_release_once(provider):
    milestone = submitted(provider, "100.00")
    Milestone.objects.filter(pk=milestone.pk).update(review_due_at=milestone.submitted_at)
    approve = lambda: approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)  # noqa: E731
    outcomes = race(approve, approve, lambda: release_by_silence(milestone_id=milestone.pk), approve)
    winners(outcomes)
    assert Release.objects.count() == 1
    assert_ledger_consistent()


def test_concurrent_partial_releases_never_exceed_the_held_money(provider):
    milestone = funded(provider, "100.00")
    part = lambda: release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("30.00"))  # noqa: E731
    assert len(winners(race(*[part] * 6))) == 3
    milestone.refresh_from_db()
    assert (milestone.held_value, milestone.released_value) == (10, 90)
    assert_ledger_consistent()


def test_without_the_row_lock_a_constraint_refuses_a_negative_balance(provider, monkeypatch):
    """Without the lock two partial releases read the same held money: the second violates a ledger constraint."""
    milestone = funded(provider, "100.00")
    monkeypatch.setattr(
        "market.payments.releases.actions.visible_milestone", lambda by, pk, **more: unlocked(pk, **more)
    )
    part = lambda: release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("60.00"))  # noqa: E731
    outcomes = race(*[part] * 4)
    assert len([each for each in outcomes if not isinstance(each, Exception)]) == 1
    assert verification.wrong_balance() is None
    assert verification.broken_promise() is None


def unlocked(pk: int, **more: Combinable) -> Milestone:
    people = ("contract__client", "contract__freelancer", "contract__conversation")
    return Milestone.objects.select_related(*people).annotate(**more).get(pk=pk)


def test_refund_and_partial_release_exclude_each_other(provider):
    milestone = funded(provider, "100.00")
    outcomes = race(
        lambda: give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk),
        lambda: release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("100.00")),
    )
    assert len(winners(outcomes)) == 1
    assert_ledger_consistent()


def test_concurrent_return_page_and_webhook_fund_a_milestone_once(provider):
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    winners(race(*[lambda: settle_funding(funding_id=funding.pk)] * 4))
    milestone.refresh_from_db()
    assert milestone.held_value == 100
    assert LedgerTransaction.objects.filter(kind="funding").count() == 1
    assert_ledger_consistent()


def test_concurrent_clicks_open_one_checkout(provider):
    milestone = first(contract("100.00"))
    fundings = winners(race(*[lambda: checkout(milestone)] * 4))
    assert Funding.objects.count() == 1
    assert {each.checkout_url for each in fundings if isinstance(each, Funding)} == {Funding.objects.get().checkout_url}


def test_concurrent_requests_create_one_payout_and_one_transfer(provider, travel):
    release = payable(provider, travel, "100.00")
    assert len(winners(race(*[lambda: request_payout(by=release.freelancer)] * 4))) == 1
    payout = Payout.objects.get()
    winners(race(*[lambda: send_payout(payout_id=payout.pk)] * 3))
    assert len(provider.events("transfer.created")) == 1
    assert_ledger_consistent()


def test_concurrent_partial_payouts_never_exceed_the_payable_money(provider, travel):
    release = payable(provider, travel, "100.00")
    outcomes = race(*[lambda: request_payout(by=release.freelancer, amount=usd("40.00"))] * 4)
    assert len(winners(outcomes)) == 2
    assert_ledger_consistent()


def test_concurrent_clearing_posts_to_the_ledger_once(provider):
    release = released(provider, "100.00")
    ready_account(provider, release.freelancer)
    Release.objects.update(clears_at=release.released_at)
    winners(race(*[lambda: clear_release(release_id=release.pk)] * 4))
    assert LedgerTransaction.objects.filter(kind="clearing").count() == 1
    assert_ledger_consistent()


def test_concurrent_jobs_send_a_refund_once(provider):
    milestone = funded(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    refund = Refund.objects.get()
    race(*[lambda: send_refund(refund_id=refund.pk)] * 4)
    assert len(provider.events("refund.created")) == 1
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert_ledger_consistent()


def test_concurrent_postings_to_the_same_accounts_never_deadlock(provider):
    milestones = [funded(provider, "100.00") for _ in range(4)]
    actions = [
        lambda each=each: release_part(by=each.contract.client, milestone_id=each.pk, amount=usd("1.00"))
        for each in milestones * 3
    ]
    assert len(winners(race(*actions))) == 12
    assert_ledger_consistent()

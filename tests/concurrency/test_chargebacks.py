"""Races of chargebacks with approvals, refunds, disputes, payouts and deadlines: the ledger stays consistent."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from market.accounts.privacy.actions import close_account
from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.db import lock
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding, Release
from market.payments.payouts.actions import request_payout
from market.payments.refunds.actions import agree_refund, give_refund
from market.payments.releases.actions import approve_milestone, clear_release, release_by_silence
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.payments.story import payable, released, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)


def open_chargeback(provider, milestone, outcome=""):
    """Open a chargeback at the provider, and decide it if an outcome is given; return the action that syncs it."""
    dispute = provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    if outcome:
        provider.decide(dispute, outcome)
    return partial(sync_dispute, dispute_id=dispute.id)


def assert_consistent(milestone: Milestone) -> None:
    """Milestone, chargeback and ledger agree."""
    milestone.refresh_from_db()
    row = Chargeback.objects.get(funding__milestone=milestone)
    lost_value = row.held_value if row.state == "lost" else 0
    assert milestone.held_value + milestone.released_value + milestone.refunded_value + lost_value == 100
    assert milestone.is_frozen == (row.state == "open" and bool(milestone.held_value))
    assert_ledger_consistent()


def test_chargeback_races_approval_refund_and_automatic_release(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now() + timedelta(seconds=1))
        sync = open_chargeback(provider, milestone)
        outcomes = race(
            sync,
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(give_refund, by=freelancer, milestone_id=milestone.pk),
            partial(release_by_silence, milestone_id=milestone.pk),
        )
        assert isinstance(outcomes[0], list)
        assert len([each for each in winners(outcomes[1:]) if each != "done"]) <= 1
        assert_consistent(milestone)


def test_lost_chargeback_races_approval_dispute_and_refund(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        sync = open_chargeback(provider, milestone, "lost")
        claim = StatementContent("It is not what we agreed.")
        outcomes = race(
            sync,
            sync,
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(claims_actions.open_dispute, by=client, milestone_id=milestone.pk, claim=usd("60"), content=claim),
            partial(agree_refund, by=freelancer, milestone_id=milestone.pk),
        )
        winners(outcomes)
        chargebacks = sync()
        assert [each.state for each in chargebacks] == ["lost"]
        assert_consistent(milestone)
        assert not milestone.disputes.exclude(state="closed").exists()


def test_chargeback_races_settlement_and_withdrawal_of_a_dispute(provider):
    """Whichever comes first: money is frozen by the chargeback, or was split before; never both."""
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        claim = StatementContent("It is not what we agreed.")
        dispute = claims_actions.open_dispute(by=client, milestone_id=milestone.pk, claim=usd("60"), content=claim)
        offer = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
        sync = open_chargeback(provider, milestone)
        outcomes = race(
            sync,
            partial(offer_actions.accept_offer, by=freelancer, offer_id=offer.pk),
            partial(claims_actions.withdraw_dispute, by=client, dispute_id=dispute.pk),
        )
        winners(outcomes)
        assert_consistent(milestone)
        dispute.refresh_from_db()
        assert (milestone.state == Milestone.State.DISPUTED) == (dispute.closed_at is None)
        assert (milestone.released_value == 50) == (dispute.ending == "settled")


def test_chargeback_races_the_opening_of_a_dispute(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        by, claim = milestone.contract.client, StatementContent("It is not what we agreed.")
        sync = open_chargeback(provider, milestone)
        opening = partial(claims_actions.open_dispute, by=by, milestone_id=milestone.pk, claim=usd("60"), content=claim)
        outcomes = race(sync, opening)
        assert isinstance(outcomes[0], list)
        winners(outcomes)
        assert_consistent(milestone)
        assert milestone.is_frozen
        assert milestone.disputes.exclude(state="closed").count() == (milestone.state == Milestone.State.DISPUTED)


def test_lost_chargeback_races_a_payout(provider, travel):
    for _ in range(3):
        release = payable(provider, travel, "100.00")
        sync = open_chargeback(provider, release.milestone, "lost")
        outcomes = race(sync, sync, partial(request_payout, by=release.freelancer))
        winners(outcomes)
        sync()
        row = Chargeback.objects.get(funding__milestone=release.milestone)
        is_taken_back = Release.objects.get(pk=release.pk).state == Release.State.TAKEN_BACK
        assert (row.earned_value, row.left_value) == ((100, 0) if is_taken_back else (0, 100))
        assert_ledger_consistent()


def test_lost_chargeback_races_clearing(provider):
    for _ in range(3):
        release = released(provider, "100.00")
        Release.objects.filter(pk=release.pk).update(clears_at=clock.now())
        sync = open_chargeback(provider, release.milestone, "lost")
        winners(race(sync, partial(clear_release, release_id=release.pk)))
        assert Release.objects.get(pk=release.pk).state == Release.State.TAKEN_BACK
        assert_ledger_consistent()


def test_clearing_does_not_wait_for_the_lock_of_the_milestone(provider):
    """Otherwise the two could deadlock: a lost chargeback locks the milestone first, then the release."""
    release = released(provider, "100.00")
    Release.objects.filter(pk=release.pk).update(clears_at=clock.now())
    with transaction.atomic():
        lock(Milestone.objects.all(), release.milestone_id)
        assert race(partial(clear_release, release_id=release.pk)) == ["done"]
    assert Release.objects.get(pk=release.pk).state == Release.State.PAYABLE


def test_chargeback_races_the_closing_of_an_account(provider):
    milestone = submitted(provider, "100.00")
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    client = milestone.contract.client
    sync = open_chargeback(provider, milestone)
    race(sync, partial(close_account, by=client, password="amar-kaj-demo"))
    sync()
    assert Chargeback.objects.get().state == "open"
    assert_ledger_consistent()

"""Races of chargebacks: whatever a bank, both sides, clocks and disputes do at one instant, the books stay whole."""

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
from tests.concurrency.test_money import assert_whole, race, winners
from tests.payments.story import payable, released, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)


def bank(provider, milestone, outcome=""):
    """The provider's side of a chargeback; returns what brings it here."""
    dispute = provider.want_back(Funding.objects.get(milestone=milestone, state="paid").charge_id)
    if outcome:
        provider.decide(dispute, outcome)
    return partial(sync_dispute, dispute_id=dispute.id)


def whole(milestone: Milestone) -> None:
    """Figures, chargeback and books say the same."""
    milestone.refresh_from_db()
    row = Chargeback.objects.get(funding__milestone=milestone)
    held_then = row.held_value if row.state == "lost" else 0
    assert milestone.held_value + milestone.released_value + milestone.refunded_value + held_then == 100
    assert milestone.is_frozen == (row.state == "open" and bool(milestone.held_value))
    assert_whole()


def test_a_bank_against_approval_gift_and_silence(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now() + timedelta(seconds=1))
        look = bank(provider, milestone)
        outcomes = race(
            look,
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(give_refund, by=freelancer, milestone_id=milestone.pk),
            partial(release_by_silence, milestone_id=milestone.pk),
        )
        assert isinstance(outcomes[0], list)
        assert len([each for each in winners(outcomes[1:]) if each != "done"]) <= 1
        whole(milestone)


def test_a_lost_one_against_all_ways_to_end_it(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        look = bank(provider, milestone, "lost")
        claim = StatementContent("It is not what we agreed.")
        outcomes = race(
            look,
            look,
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(claims_actions.open_dispute, by=client, milestone_id=milestone.pk, claim=usd("60"), content=claim),
            partial(agree_refund, by=freelancer, milestone_id=milestone.pk),
        )
        winners(outcomes)
        sync = look()
        assert [each.state for each in sync] == ["lost"]
        whole(milestone)
        assert not milestone.disputes.exclude(state="closed").exists()


def test_a_bank_that_begins_to_look_against_a_dispute_and_its_settlement(provider):
    """Whichever comes first: what the bank looks at stands still, what was settled before is shared out, never both."""
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        claim = StatementContent("It is not what we agreed.")
        dispute = claims_actions.open_dispute(by=client, milestone_id=milestone.pk, claim=usd("60"), content=claim)
        offer = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
        look = bank(provider, milestone)
        outcomes = race(
            look,
            partial(offer_actions.accept_offer, by=freelancer, offer_id=offer.pk),
            partial(claims_actions.withdraw_dispute, by=client, dispute_id=dispute.pk),
        )
        winners(outcomes)
        whole(milestone)
        dispute.refresh_from_db()
        assert (milestone.state == Milestone.State.DISPUTED) == (dispute.closed_at is None)
        assert (milestone.released_value == 50) == (dispute.ending == "settled")


def test_a_bank_against_the_opening_of_a_dispute(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        by, claim = milestone.contract.client, StatementContent("It is not what we agreed.")
        look = bank(provider, milestone)
        opening = partial(claims_actions.open_dispute, by=by, milestone_id=milestone.pk, claim=usd("60"), content=claim)
        outcomes = race(look, opening)
        assert isinstance(outcomes[0], list)
        winners(outcomes)
        whole(milestone)
        assert milestone.is_frozen
        assert milestone.disputes.exclude(state="closed").count() == (milestone.state == Milestone.State.DISPUTED)


def test_a_lost_one_against_clearing_and_payout(provider, travel):
    for _ in range(3):
        release = payable(provider, travel, "100.00")
        look = bank(provider, release.milestone, "lost")
        outcomes = race(look, look, partial(request_payout, by=release.freelancer))
        winners(outcomes)
        look()
        row = Chargeback.objects.get(funding__milestone=release.milestone)
        taken = Release.objects.get(pk=release.pk).state == Release.State.TAKEN_BACK
        assert (row.earned_value, row.left_value) == ((100, 0) if taken else (0, 100))
        assert_whole()


def test_a_lost_one_against_the_end_of_the_clearing_days(provider):
    for _ in range(3):
        release = released(provider, "100.00")
        Release.objects.filter(pk=release.pk).update(clears_at=clock.now())
        look = bank(provider, release.milestone, "lost")
        winners(race(look, partial(clear_release, release_id=release.pk)))
        assert Release.objects.get(pk=release.pk).state == Release.State.TAKEN_BACK
        assert_whole()


def test_the_end_of_the_clearing_days_waits_for_nobody_who_has_the_milestone(provider):
    """Else both would wait for each other: a lost chargeback takes hold of the milestone first, then of the part."""
    release = released(provider, "100.00")
    Release.objects.filter(pk=release.pk).update(clears_at=clock.now())
    with transaction.atomic():
        lock(Milestone.objects.all(), release.milestone_id)
        assert race(partial(clear_release, release_id=release.pk)) == ["done"]
    assert Release.objects.get(pk=release.pk).state == Release.State.PAYABLE


def test_a_bank_against_the_closing_of_an_account(provider):
    milestone = submitted(provider, "100.00")
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    client = milestone.contract.client
    look = bank(provider, milestone)
    race(look, partial(close_account, by=client, password="amar-kaj-demo"))
    look()
    assert Chargeback.objects.get().state == "open"
    assert_whole()

"""Races of disputes: whatever happens at the same time, the held money is split once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from market.accounts.models import User
from market.accounts.privacy.actions import CannotLeaveYet, close_account
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.core.base import clock
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import deadline_actions, offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute, Offer
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import correction_actions, desk_actions
from market.disputes.rulings.actions import Decision
from market.notifications.models import Notification
from market.payments.refunds.actions import agree_refund, give_refund, refund_idle
from market.payments.releases.actions import approve_milestone, release_by_silence
from tests import make
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.disputes.conftest import answered, opened
from tests.payments.story import funded, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "amar-kaj-demo"
CONTENT = StatementContent("It is not what we agreed.")


def opening(milestone: Milestone, by, amount: str = "60"):
    return partial(claims_actions.open_dispute, by=by, milestone_id=milestone.pk, claim=usd(amount), content=CONTENT)


def assert_consistent(milestone: Milestone) -> None:
    """Milestone, dispute and ledger agree."""
    milestone.refresh_from_db()
    assert milestone.held_value + milestone.released_value + milestone.refunded_value == 100
    disputed = Dispute.objects.open().filter(milestone=milestone).exists()
    assert disputed == (milestone.state == Milestone.State.DISPUTED)
    assert bool(milestone.held_value) != milestone.is_ended
    assert_ledger_consistent()


def test_dispute_races_approval_refund_and_automatic_release(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now() + timedelta(seconds=1))
        outcomes = race(
            opening(milestone, client),
            opening(milestone, freelancer),
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(give_refund, by=freelancer, milestone_id=milestone.pk),
            partial(release_by_silence, milestone_id=milestone.pk),
        )
        won = [each for each in winners(outcomes) if each != "done"]
        assert len(won) == 1
        assert_consistent(milestone)


def test_dispute_races_an_agreed_refund(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        request_refund(by=client, milestone_id=milestone.pk, reason="Late")
        outcomes = race(opening(milestone, client), partial(agree_refund, by=freelancer, milestone_id=milestone.pk))
        assert len(winners(outcomes)) == 1
        assert_consistent(milestone)


def test_acceptance_concession_and_withdrawal_exclude_each_other(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        dispute = opened(milestone)
        client_offer = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
        freelancer_offer = offer_actions.offer_split(by=freelancer, dispute_id=dispute.pk, to_freelancer=usd("80"))
        outcomes = race(
            partial(offer_actions.accept_offer, by=freelancer, offer_id=client_offer.pk),
            partial(offer_actions.accept_offer, by=client, offer_id=freelancer_offer.pk),
            partial(claims_actions.concede_dispute, by=freelancer, dispute_id=dispute.pk),
            partial(claims_actions.withdraw_dispute, by=client, dispute_id=dispute.pk),
        )
        assert len(winners(outcomes)) == 1
        assert_consistent(milestone)


def test_without_the_lock_the_ledger_refuses_to_split_twice(provider, monkeypatch):
    """Without the lock both acceptances read an open offer: the ledger refuses the second split."""
    milestone = submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    dispute = opened(milestone)
    client_offer = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
    freelancer_offer = offer_actions.offer_split(by=freelancer, dispute_id=dispute.pk, to_freelancer=usd("80"))

    def unlocked(dispute_id: int) -> Dispute:
        people = "milestone__contract__client", "milestone__contract__freelancer", "milestone__contract__conversation"
        return Dispute.objects.select_related(*people, "opened_by", "moderator").get(pk=dispute_id)

    monkeypatch.setattr("market.disputes.claims.offer_actions.locked_dispute", unlocked)
    outcomes = race(
        partial(offer_actions.accept_offer, by=freelancer, offer_id=client_offer.pk),
        partial(offer_actions.accept_offer, by=client, offer_id=freelancer_offer.pk),
    )
    assert len([each for each in outcomes if not isinstance(each, Exception)]) == 1
    assert_consistent(milestone)


def test_answer_races_the_deadline_of_a_dispute(provider):
    milestone = submitted(provider, "100.00")
    dispute = opened(milestone)
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    outcomes = race(
        partial(claims_actions.answer_dispute, by=dispute.answering, dispute_id=dispute.pk, content=CONTENT),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
    )
    winners(outcomes)
    dispute.refresh_from_db()
    assert dispute.ending == Dispute.Ending.SILENCE
    assert_consistent(milestone)


def end_correction_period(dispute: Dispute) -> None:
    """End the hours in which a ruling can be corrected."""
    Dispute.objects.open().filter(pk=dispute.pk).update(due_at=clock.now())
    deadline_actions.end_dispute_step(dispute_id=dispute.pk)


def test_concurrent_rulings_race_a_hand_over_to_another_moderator(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni"))
    dispute = answered(opened(milestone, claim="50"))

    def ruling(by: User, share: str) -> Dispute:
        decision = Decision(usd(share), ("defects",), {"en": "So it is."})
        return rulings_actions.give_ruling(by=by, dispute_id=dispute.pk, decision=decision)

    def take_over() -> Dispute:
        desk_actions.hand_over_dispute(by=moni, dispute_id=dispute.pk, to_id=moni.pk, reason="She is away.")
        return ruling(moni, "80")

    outcomes = race(partial(ruling, mitu, "60"), partial(ruling, mitu, "70"), take_over)
    assert len(winners(outcomes)) == 1
    final_ruling = dispute.rulings.exclude(given_at=None).get()
    dispute.refresh_from_db()
    assert final_ruling.moderator == dispute.moderator
    end_correction_period(dispute)
    assert_consistent(milestone)


def test_concurrent_settlement_offers_leave_one_open(provider):
    milestone = submitted(provider, "100.00")
    dispute = opened(milestone)
    offer = partial(offer_actions.offer_split, by=dispute.opened_by, dispute_id=dispute.pk, to_freelancer=usd("50"))
    winners(race(*[offer] * 8))
    assert Offer.objects.filter(state=Offer.State.OPEN).count() == 1
    assert not connection.in_atomic_block


def test_dispute_races_a_refund_request_and_the_idle_refund(provider):
    for _ in range(3):
        milestone = funded(provider, "100.00")
        client = milestone.contract.client
        Milestone.objects.filter(pk=milestone.pk).update(idle_refund_at=clock.now())
        outcomes = race(
            opening(milestone, client),
            partial(request_refund, by=client, milestone_id=milestone.pk, reason="Late"),
            partial(refund_idle, milestone_id=milestone.pk),
        )
        winners(outcomes)
        milestone.refresh_from_db()
        assert bool(milestone.refunded_value) == (milestone.state == Milestone.State.REFUNDED)
        assert_consistent(milestone)


def test_dispute_races_the_closing_of_either_account(provider):
    """While money is held, nobody may close their account: neither before the dispute nor at the same time."""
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        closings = [partial(close_account, by=each, password=PASSWORD) for each in (client, freelancer)]
        outcomes = race(opening(milestone, client), *closings)
        assert len(winners(outcomes)) == 1
        assert all(isinstance(each, CannotLeaveYet) for each in outcomes[1:])
        assert_consistent(milestone)


def test_settlement_races_the_closing_of_either_account(provider):
    """After the settlement the freelancer's part is still clearing: closing the account is refused."""
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        offer = offer_actions.offer_split(by=client, dispute_id=opened(milestone).pk, to_freelancer=usd("50"))
        closings = [partial(close_account, by=each, password=PASSWORD) for each in (client, freelancer)]
        outcomes = race(partial(offer_actions.accept_offer, by=freelancer, offer_id=offer.pk), *closings)
        winners(outcomes)
        assert isinstance(outcomes[2], CannotLeaveYet)
        milestone.refresh_from_db()
        assert (milestone.released_value, milestone.refunded_value) == (50, 50)
        assert_consistent(milestone)


def test_ruling_races_a_settlement_and_the_deadline(provider):
    mitu = make.make_person("Mitu", roles=["moderator"])
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        dispute = answered(opened(milestone, claim="50"))
        dispute.refresh_from_db()
        offer = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("70"))
        Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now() + timedelta(milliseconds=30))
        decision = Decision(usd("60"), ("defects",), {"en": "So it is."})
        outcomes = race(
            partial(rulings_actions.give_ruling, by=mitu, dispute_id=dispute.pk, decision=decision),
            partial(offer_actions.accept_offer, by=freelancer, offer_id=offer.pk),
            partial(claims_actions.concede_dispute, by=freelancer, dispute_id=dispute.pk),
            partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
        )
        winners(outcomes)
        won = [each for each in winners(outcomes[1:]) if each != "done"]  # a ruling alone moves no money yet
        assert len(won) <= 1
        end_correction_period(dispute)
        dispute.refresh_from_db()
        assert dispute.state == Dispute.State.CLOSED
        assert_consistent(milestone)


def test_concurrent_checks_reassign_a_dispute_once(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni, _mahfuz = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni", "Mahfuz"))
    dispute = answered(opened(milestone, claim="50"))
    User.objects.filter(pk=mitu.pk).update(is_active=False)
    Dispute.objects.filter(pk=dispute.pk).update(look_at=clock.now())
    winners(race(*[partial(deadline_actions.look_after_dispute, dispute_id=dispute.pk)] * 4))
    dispute.refresh_from_db()
    assert dispute.moderator == moni
    assert Notification.objects.filter(user=moni, kind="dispute.assigned").count() == 1


def test_concurrent_confirmations_of_a_correction_race_the_deadline(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni, mahfuz = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni", "Mahfuz"))
    dispute = answered(opened(milestone, claim="50"))
    dispute.refresh_from_db()
    by = dispute.moderator
    reasons = {"en": "So it is."}
    rulings_actions.give_ruling(by=by, dispute_id=dispute.pk, decision=Decision(usd("60"), ("defects",), reasons))
    corrected = Decision(usd("70"), ("defects",), reasons)
    correction = correction_actions.propose_correction(
        by=by, dispute_id=dispute.pk, decision=corrected, why="It was the other share."
    )
    others = [each for each in (mitu, moni, mahfuz) if each != by]
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    outcomes = race(
        *(partial(correction_actions.confirm_correction, by=each, correction_id=correction.pk) for each in others),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
    )
    winners(outcomes)
    correction.refresh_from_db()
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.CLOSED
    assert (correction.state, dispute.to_freelancer_value) in (("confirmed", 70), ("expired", 60))
    assert_consistent(milestone)

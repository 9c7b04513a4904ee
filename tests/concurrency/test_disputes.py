"""Races of disputes: whatever comes at the same instant, what is held goes one way, once."""

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
from tests.concurrency.test_money import assert_whole, race, winners
from tests.disputes.conftest import answered, opened
from tests.payments.story import funded, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "amar-kaj-demo"
WORDS = StatementContent("It is not what we agreed.")


def claim(milestone: Milestone, by, amount: str = "60"):
    return partial(claims_actions.open_dispute, by=by, milestone_id=milestone.pk, claim=usd(amount), content=WORDS)


def one_way(milestone: Milestone) -> None:
    """The figures of the milestone, the dispute and the books say the same."""
    milestone.refresh_from_db()
    assert milestone.held_value + milestone.released_value + milestone.refunded_value == 100
    disputed = Dispute.objects.open().filter(milestone=milestone).exists()
    assert disputed == (milestone.state == Milestone.State.DISPUTED)
    assert bool(milestone.held_value) != milestone.is_ended
    assert_whole()


def test_a_dispute_against_approval_gift_and_silence(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now() + timedelta(seconds=1))
        outcomes = race(
            claim(milestone, client),
            claim(milestone, freelancer),
            partial(approve_milestone, by=client, milestone_id=milestone.pk),
            partial(give_refund, by=freelancer, milestone_id=milestone.pk),
            partial(release_by_silence, milestone_id=milestone.pk),
        )
        won = [each for each in winners(outcomes) if each != "done"]
        assert len(won) == 1
        one_way(milestone)


def test_a_dispute_against_an_agreed_refund(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        request_refund(by=client, milestone_id=milestone.pk, reason="Late")
        outcomes = race(claim(milestone, client), partial(agree_refund, by=freelancer, milestone_id=milestone.pk))
        assert len(winners(outcomes)) == 1
        one_way(milestone)


def test_one_of_all_the_ways_to_end_it_wins(provider):
    for _ in range(4):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        dispute = opened(milestone)
        theirs = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
        hers = offer_actions.offer_split(by=freelancer, dispute_id=dispute.pk, to_freelancer=usd("80"))
        outcomes = race(
            partial(offer_actions.accept_offer, by=freelancer, offer_id=theirs.pk),
            partial(offer_actions.accept_offer, by=client, offer_id=hers.pk),
            partial(claims_actions.concede_dispute, by=freelancer, dispute_id=dispute.pk),
            partial(claims_actions.withdraw_dispute, by=client, dispute_id=dispute.pk),
        )
        assert len(winners(outcomes)) == 1
        one_way(milestone)


def test_without_its_lock_the_books_refuse_to_share_out_twice(provider, monkeypatch):
    """The lock taken away, both offers are accepted as they are read: the books refuse the second."""
    milestone = submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    dispute = opened(milestone)
    theirs = offer_actions.offer_split(by=client, dispute_id=dispute.pk, to_freelancer=usd("50"))
    hers = offer_actions.offer_split(by=freelancer, dispute_id=dispute.pk, to_freelancer=usd("80"))

    def unlocked(dispute_id: int) -> Dispute:
        people = "milestone__contract__client", "milestone__contract__freelancer", "milestone__contract__conversation"
        return Dispute.objects.select_related(*people, "opened_by", "moderator").get(pk=dispute_id)

    monkeypatch.setattr("market.disputes.claims.offer_actions.locked_dispute", unlocked)
    outcomes = race(
        partial(offer_actions.accept_offer, by=freelancer, offer_id=theirs.pk),
        partial(offer_actions.accept_offer, by=client, offer_id=hers.pk),
    )
    assert len([each for each in outcomes if not isinstance(each, Exception)]) == 1
    one_way(milestone)


def test_an_answer_and_the_clock_of_silence(provider):
    milestone = submitted(provider, "100.00")
    dispute = opened(milestone)
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    outcomes = race(
        partial(claims_actions.answer_dispute, by=dispute.answering, dispute_id=dispute.pk, content=WORDS),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
    )
    winners(outcomes)
    dispute.refresh_from_db()
    assert dispute.ending == Dispute.Ending.SILENCE
    one_way(milestone)


def end_now(dispute: Dispute) -> None:
    """The hours in which a ruling can be corrected are over."""
    Dispute.objects.open().filter(pk=dispute.pk).update(due_at=clock.now())
    deadline_actions.end_dispute_step(dispute_id=dispute.pk)


def test_a_ruling_in_two_windows_while_another_moderator_takes_it_over(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni"))
    dispute = answered(opened(milestone, claim="50"))

    def ruling(by: User, share: str) -> Dispute:
        decision = Decision(usd(share), ("defects",), {"en": "So it is."})
        return rulings_actions.give_ruling(by=by, dispute_id=dispute.pk, decision=decision)

    def taking_over() -> Dispute:
        desk_actions.hand_over_dispute(by=moni, dispute_id=dispute.pk, to_id=moni.pk, reason="She is away.")
        return ruling(moni, "80")

    outcomes = race(partial(ruling, mitu, "60"), partial(ruling, mitu, "70"), taking_over)
    assert len(winners(outcomes)) == 1
    given = dispute.rulings.exclude(given_at=None).get()
    dispute.refresh_from_db()
    assert given.moderator == dispute.moderator
    end_now(dispute)
    one_way(milestone)


def test_fifty_offers_at_once_leave_one_open(provider):
    milestone = submitted(provider, "100.00")
    dispute = opened(milestone)
    act = partial(offer_actions.offer_split, by=dispute.opened_by, dispute_id=dispute.pk, to_freelancer=usd("50"))
    winners(race(*[act] * 8))
    assert Offer.objects.filter(state=Offer.State.OPEN).count() == 1
    assert not connection.in_atomic_block


def test_a_dispute_against_a_request_for_a_refund_and_the_end_of_idle_days(provider):
    for _ in range(3):
        milestone = funded(provider, "100.00")
        client = milestone.contract.client
        Milestone.objects.filter(pk=milestone.pk).update(idle_refund_at=clock.now())
        outcomes = race(
            claim(milestone, client),
            partial(request_refund, by=client, milestone_id=milestone.pk, reason="Late"),
            partial(refund_idle, milestone_id=milestone.pk),
        )
        winners(outcomes)
        milestone.refresh_from_db()
        assert bool(milestone.refunded_value) == (milestone.state == Milestone.State.REFUNDED)
        one_way(milestone)


def test_a_dispute_against_the_closing_of_either_account(provider):
    """Money is held, so nobody may leave: neither before the dispute nor in the same instant."""
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        leave = [partial(close_account, by=each, password=PASSWORD) for each in (client, freelancer)]
        outcomes = race(claim(milestone, client), *leave)
        assert len(winners(outcomes)) == 1
        assert all(isinstance(each, CannotLeaveYet) for each in outcomes[1:])
        one_way(milestone)


def test_a_settlement_against_the_closing_of_either_account(provider):
    """Settled, her part clears and his is on its way: whoever asks to leave in that instant is told to wait."""
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        offer = offer_actions.offer_split(by=client, dispute_id=opened(milestone).pk, to_freelancer=usd("50"))
        leave = [partial(close_account, by=each, password=PASSWORD) for each in (client, freelancer)]
        outcomes = race(partial(offer_actions.accept_offer, by=freelancer, offer_id=offer.pk), *leave)
        winners(outcomes)
        assert isinstance(outcomes[2], CannotLeaveYet)
        milestone.refresh_from_db()
        assert (milestone.released_value, milestone.refunded_value) == (50, 50)
        one_way(milestone)


def test_a_ruling_against_a_settlement_and_the_last_instant(provider):
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
        won = [each for each in winners(outcomes[1:]) if each != "done"]  # a ruling alone moves nothing yet
        assert len(won) <= 1
        end_now(dispute)
        dispute.refresh_from_db()
        assert dispute.state == Dispute.State.CLOSED
        one_way(milestone)


def test_a_dispute_is_looked_after_once(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni, _mahfuz = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni", "Mahfuz"))
    dispute = answered(opened(milestone, claim="50"))
    User.objects.filter(pk=mitu.pk).update(is_active=False)
    Dispute.objects.filter(pk=dispute.pk).update(look_at=clock.now())
    winners(race(*[partial(deadline_actions.look_after_dispute, dispute_id=dispute.pk)] * 4))
    dispute.refresh_from_db()
    assert dispute.moderator == moni
    assert Notification.objects.filter(user=moni, kind="dispute.assigned").count() == 1


def test_a_correction_against_itself_and_the_last_instant(provider):
    milestone = submitted(provider, "100.00")
    mitu, moni, mahfuz = (make.make_person(name, roles=["moderator"]) for name in ("Mitu", "Moni", "Mahfuz"))
    dispute = answered(opened(milestone, claim="50"))
    dispute.refresh_from_db()
    by = dispute.moderator
    words = {"en": "So it is."}
    rulings_actions.give_ruling(by=by, dispute_id=dispute.pk, decision=Decision(usd("60"), ("defects",), words))
    should = Decision(usd("70"), ("defects",), words)
    made = correction_actions.propose_correction(
        by=by, dispute_id=dispute.pk, decision=should, why="It was the other share."
    )
    others = [each for each in (mitu, moni, mahfuz) if each != by]
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    outcomes = race(
        *(partial(correction_actions.confirm_correction, by=each, correction_id=made.pk) for each in others),
        partial(deadline_actions.end_dispute_step, dispute_id=dispute.pk),
    )
    winners(outcomes)
    made.refresh_from_db()
    dispute.refresh_from_db()
    assert dispute.state == Dispute.State.CLOSED
    assert (made.state, dispute.to_freelancer_value) in (("confirmed", 70), ("expired", 60))
    one_way(milestone)

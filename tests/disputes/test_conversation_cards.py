"""The card of a dispute in its conversation: state, whose turn, by when, and the next step, for each side."""

import pytest

from market.disputes.claims.actions import withdraw_dispute
from market.disputes.claims.offer_actions import accept_offer, offer_split
from market.disputes.models import Dispute
from market.disputes.rulings.actions import Decision, give_ruling
from market.messaging.models import Message
from market.messaging.parts import cards_for
from tests.disputes.conftest import answered
from tests.payments.story import usd

pytestmark = pytest.mark.django_db


def cards(user, dispute):
    messages = Message.objects.filter(conversation=dispute.contract.conversation_id, code__startswith="dispute.")
    by_message = cards_for(user, messages)
    return {each.code: by_message[each.pk] for each in messages if each.pk in by_message}


def steps(user, dispute):
    shown = cards(user, dispute)
    return {code: (card.state, card.action and card.action.code) for code, card in shown.items()}


def test_the_side_that_answers_has_the_step_and_the_deadline(dispute, carla, farida):
    card = cards(farida, dispute)["dispute.opened"]
    assert (card.kind, card.state, card.action.url) == ("dispute", "your_turn", dispute.get_absolute_url())
    assert card.details.startswith("$100.00 · until ")
    waiting = cards(carla, dispute)["dispute.opened"]
    assert (waiting.state, waiting.state_label, waiting.action) == ("waiting", "Waits for the answer of Farida", None)


def test_older_cards_say_that_it_went_on_and_an_offer_is_answered(dispute, carla, farida):
    answered(dispute)
    assert steps(carla, dispute) == {"dispute.opened": ("replaced", None), "dispute.answered": ("answered", None)}
    offer = offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    assert steps(farida, dispute)["dispute.offered"] == ("your_turn", "answer_settlement")
    assert steps(carla, dispute)["dispute.offered"] == ("waiting", None)
    accept_offer(by=farida, offer_id=offer.pk)
    assert steps(farida, dispute)["dispute.offered"] == ("replaced", None)
    closed = cards(farida, dispute)["dispute.settled"]
    assert (closed.state, closed.state_label, closed.tone) == ("closed", "Both agreed", "good")


def test_both_may_read_a_ruling_that_can_be_appealed(in_ruling, mitu, carla, farida):
    assert steps(carla, in_ruling)["dispute.ruling_begins"] == ("ruling", None)
    decision = Decision(usd("70"), ("defects",), {"en": "The files do not open."})
    ruled = give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    for who in (carla, farida):
        assert steps(who, ruled)["dispute.ruling_given"] == ("your_turn", "read_ruling")


def test_no_time_runs_while_a_bank_looks_at_the_payment(dispute, farida):
    dispute.milestone.frozen_at = dispute.opened_at
    dispute.milestone.save(update_fields=["frozen_at"])
    assert steps(farida, dispute) == {"dispute.opened": ("frozen", None)}


def test_withdrawn_ones_are_closed_and_others_see_none(dispute, carla, omar):
    assert cards(omar, dispute) == {}
    withdraw_dispute(by=carla, dispute_id=dispute.pk)
    card = cards(carla, dispute)["dispute.withdrawn"]
    assert (card.state, card.tone, card.action) == ("closed", "", None)
    assert Dispute.objects.get().ending == "withdrawn"

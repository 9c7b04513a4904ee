"""What may be done in a conversation, and the cards of what was sent there: by page, by API, and back again."""

import re

import pytest
from django.urls import reverse

from market.bids.bids import decision_actions
from market.bids.bids.actions import propose_terms
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_changes, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Decimal, Money
from market.safety.actions import block_person
from tests import make

TERMS = ProposedTerms(Money("120.00", "USD"), 7, (MilestoneTerms("Sketches", Decimal("120.00"), 4),))
OTHER = ProposedTerms(Money("150.00", "USD"), 9, (MilestoneTerms("Sketches", Decimal("150.00"), 9),))


@pytest.fixture
def bid(carla, farida):
    return make.make_bid(make.make_job(carla), farida, TERMS)


def place(row) -> str:
    return f"/api/v1/conversations/{row.conversation_id}/"


def actions(api, user, row) -> list[str]:
    return [each["code"] for each in api(user).get(place(row)).json()["actions"]]


def cards(api, user, row) -> dict[str, tuple[str, str | None]]:
    rows = api(user).get(f"{place(row)}messages/").json()["results"]
    shown = {each["code"]: each["card"] for each in rows if "card" in each}
    return {code: (card["state"], card["action"] and card["action"]["code"]) for code, card in shown.items()}


def test_terms_are_answered_from_the_conversation_and_older_ones_say_so(api, bid, carla, farida):
    assert cards(api, carla, bid) == {"bid.submitted": ("your_turn", "accept")}
    assert cards(api, farida, bid) == {"bid.submitted": ("waiting", None)}
    propose_terms(by=carla, bid_id=bid.pk, terms=OTHER)
    assert cards(api, carla, bid) == {"bid.submitted": ("replaced", None), "bid.terms_proposed": ("waiting", None)}
    assert cards(api, farida, bid)["bid.terms_proposed"] == ("your_turn", "accept")
    decision_actions.decline_bid(by=carla, bid_id=bid.pk)
    assert cards(api, farida, bid)["bid.terms_proposed"] == ("declined", None)


def test_each_side_may_do_what_is_theirs_to_do_now(api, bid, carla, farida):
    assert (actions(api, carla, bid), actions(api, farida, bid)) == (["propose_terms"], ["propose_terms"])
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert (actions(api, carla, bid), actions(api, farida, bid)) == (["fund", "offer_job"], [])
    milestone = contract.milestones.get()
    Milestone.objects.filter(pk=milestone.pk).update(state="funded")
    assert (actions(api, carla, bid), actions(api, farida, bid)) == (["offer_job"], ["deliver"])
    submit_work(by=farida, milestone_id=milestone.pk, note="All of it.")
    assert actions(api, carla, bid) == ["approve", "request_changes", "offer_job"]
    assert actions(api, farida, bid) == []
    assert cards(api, carla, bid)["milestone.submitted"] == ("your_turn", "see_delivery")
    assert cards(api, farida, bid)["milestone.submitted"] == ("waiting", None)
    request_changes(by=carla, milestone_id=milestone.pk, note="Larger")
    assert cards(api, carla, bid)["milestone.submitted"] == ("changes_requested", None)
    assert actions(api, farida, bid) == ["deliver"]


def test_a_strangers_conversation_is_not_there(api, bid, omar):
    assert api(omar).get(place(bid)).status_code == 404


def test_a_direct_offer_has_a_card_and_is_offered_once(api, bid, carla, farida):
    offer = make_offer(
        by=carla, profile_id=farida.profile.pk, work=WorkDescription("Poster", "A large poster"), terms=TERMS
    )
    assert cards(api, farida, offer) == {"offer.made": ("your_turn", "accept")}
    assert "offer_job" not in actions(api, carla, bid)


@pytest.mark.parametrize("by_a_block", [True, False])
@pytest.mark.parametrize("is_offer", [True, False])
def test_who_can_be_reached_no_more_answers_nothing(api, page, carla, farida, by_a_block, is_offer):
    sent = make.make_custom_offer(farida, carla) if is_offer else make.make_bid(make.make_job(carla), farida, TERMS)
    if by_a_block:
        block_person(by=carla, person_id=farida.pk)
        farida.refresh_from_db()
    else:
        type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert list(cards(api, farida, sent).values()) == [("closed", None)]
    conversation = page(farida).get(sent.conversation.get_absolute_url()).content.decode()
    own = page(farida).get(sent.get_absolute_url()).content.decode()
    for html in (conversation, own, page(farida).get("/bids/").content.decode()):
        assert ">Closed<" in html
        assert not re.search("Waits for (the|an) answer|Submitted|turn", html)
    for html in (conversation, own) if by_a_block else ():
        assert f'href="{sent.job.get_absolute_url()}"' not in html
        assert f'href="/clients/{carla.pk}/"' not in html
    assert f'action="/bids/{sent.pk}/withdraw/"' in own


def test_nothing_that_one_did_oneself_is_new(page, bid, carla, farida):
    page(farida).get(bid.conversation.get_absolute_url())
    propose_terms(by=farida, bid_id=bid.pk, terms=OTHER)
    assert 'id="new"' not in page(farida).get(bid.conversation.get_absolute_url()).content.decode()
    assert 'id="new"' in page(carla).get(bid.conversation.get_absolute_url()).content.decode()


def test_a_side_panel_calls_a_state_as_the_card_does(page, bid, farida):
    html = page(farida).get(bid.conversation.get_absolute_url()).content.decode()
    assert html.count("Waits for the answer of Carla") == 2
    assert "Submitted" not in html


@pytest.mark.parametrize(("next_page", "leads_there"), [("/messages/{}/", True), ("//evil.example/", False)])
def test_the_form_leads_back_to_the_conversation_and_nowhere_else(page, bid, farida, next_page, leads_there):
    back = next_page.format(bid.conversation_id)
    form = {"amount": "130", "days": "8", "next": back}
    response = page(farida).post(reverse("propose_terms", args=[bid.pk]), form)
    assert response.headers["Location"] == (back if leads_there else bid.get_absolute_url())


def test_the_page_has_the_menu_and_the_card_without_script(page, bid, farida, carla):
    html = page(farida).get(bid.conversation.get_absolute_url()).content.decode()
    way = f"/bids/{bid.pk}/terms/?next=%2Fmessages%2F{bid.conversation_id}%2F"
    assert f'<a href="{way}">' in html
    assert f'name="next" value="/messages/{bid.conversation_id}/"' in page(farida).get(way).content.decode()
    assert "See and accept" in page(carla).get(bid.conversation.get_absolute_url()).content.decode()

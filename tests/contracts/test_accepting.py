"""Accepting what was read, and nothing newer."""

from decimal import Decimal

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom.contract_actions import TermsChanged, accept_terms
from market.core.base.money import Money

DEARER = ProposedTerms(Money("300.00", "USD"), 20, (MilestoneTerms("All of it", Decimal("300.00"), 20),))


@pytest.fixture
def changed(farida, bid):
    """Carla has the first terms before her, while Farida asks for more."""
    propose_terms(by=farida, bid_id=bid.pk, terms=DEARER)
    return bid


def test_terms_that_changed_meanwhile_are_not_accepted_unseen(carla, changed):
    with pytest.raises(TermsChanged, match=r"\$300.00 in 20 days"):
        accept_terms(by=carla, bid_id=changed.pk, number=1)
    assert not Contract.objects.exists()
    contract = accept_terms(by=carla, bid_id=changed.pk, number=2)
    assert [each.amount for each in contract.milestones.all()] == [Money("300.00", "USD")]


def test_the_page_sends_what_it_showed_and_leads_back_to_what_stands(page, carla, changed):
    browser = page(carla)
    answer = browser.post(f"/bids/{changed.pk}/accept/", {"terms": "1"}, follow=True)
    said = answer.content.decode()
    assert answer.redirect_chain == [(changed.get_absolute_url(), 302)]
    assert "The terms were changed meanwhile: now they are $300.00 in 20 days." in said
    assert '<input type="hidden" name="terms" value="2">' in said
    browser.post(f"/bids/{changed.pk}/accept/", {"terms": "2"})
    assert Contract.objects.get().bid == changed


def test_over_the_api_the_number_is_hers_to_send(api, carla, changed):
    path = f"/api/v1/bids/{changed.pk}/accept/"
    late = api(carla).post(path, {"terms": 1}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "terms_changed")
    wrong = api(carla).post(path, {"terms": "one"}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["terms"])
    assert api(carla).post(path).status_code == 200

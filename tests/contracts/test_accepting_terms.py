"""Accepting a bid by the number of its terms: terms changed meanwhile are refused."""

from decimal import Decimal

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom.contract_actions import TermsChanged, accept_terms
from market.core.base.money import Money

DEARER = ProposedTerms(Money("300.00", "USD"), 20, (MilestoneTerms("All of it", Decimal("300.00"), 20),))


@pytest.fixture
def changed_bid(farida, bid):
    """Carla has read the first terms; Farida has proposed new ones since."""
    propose_terms(by=farida, bid_id=bid.pk, terms=DEARER)
    return bid


def test_accepting_outdated_terms_is_refused(carla, changed_bid):
    with pytest.raises(TermsChanged, match=r"\$300.00 in 20 days"):
        accept_terms(by=carla, bid_id=changed_bid.pk, number=1)
    assert not Contract.objects.exists()
    contract = accept_terms(by=carla, bid_id=changed_bid.pk, number=2)
    assert [each.amount for each in contract.milestones.all()] == [Money("300.00", "USD")]


def test_accept_form_with_outdated_terms_redirects_to_the_bid(page, carla, changed_bid):
    browser = page(carla)
    response = browser.post(f"/bids/{changed_bid.pk}/accept/", {"terms": "1"}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [(changed_bid.get_absolute_url(), 302)]
    assert "The terms were changed meanwhile: now they are $300.00 in 20 days." in html
    assert '<input type="hidden" name="terms" value="2">' in html
    browser.post(f"/bids/{changed_bid.pk}/accept/", {"terms": "2"})
    assert Contract.objects.get().bid == changed_bid


def test_api_accept_with_outdated_terms_is_409_and_invalid_400(api, carla, changed_bid):
    path = f"/api/v1/bids/{changed_bid.pk}/accept/"
    late = api(carla).post(path, {"terms": 1}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "terms_changed")
    wrong = api(carla).post(path, {"terms": "one"}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["terms"])
    assert api(carla).post(path).status_code == 200

"""Accepting a bid by the number of its terms: terms changed meanwhile are refused."""

from decimal import Decimal

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom import contract_actions
from market.contracts.workroom.contract_actions import TermsChanged, accept_terms
from market.core.base import clock
from market.core.base.money import Money
from market.jobs.models import Job
from tests import make

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


def test_other_bids_are_declined_apart_from_each_other(carla, bid, monkeypatch):
    """Who blocked the client, or is blocked, hears nothing; the job is filled for all who look for it."""
    others = [make.make_bid(bid.job, make.make_freelancer(name)) for name in ("Rina", "Nur")]
    monkeypatch.setattr(contract_actions, "blocked_ids", {carla: {others[1].freelancer_id}}.__getitem__)
    events, changed = {}, []
    emit = contract_actions.emit
    monkeypatch.setattr(
        contract_actions, "emit", lambda event, **named: events.update({named["on"]: named}) or emit(event, **named)
    )
    monkeypatch.setattr(contract_actions.job_changed, "send", lambda *of, **named: changed.append((of, named)))
    accept_terms(by=carla, bid_id=bid.pk)
    heard = {each: (events[each]["by"], events[each]["to"], events[each]["conversation"]) for each in others}
    assert heard == {
        others[0]: (carla, [others[0].freelancer], others[0].conversation),
        others[1]: (carla, [], None),
    }
    assert changed == [((Job,), {"job_id": bid.job_id})]
    for row in (*others, bid):
        row.refresh_from_db()
        assert (row.state, row.decided_at <= clock.now()) == ("accepted" if row == bid else "declined", True)

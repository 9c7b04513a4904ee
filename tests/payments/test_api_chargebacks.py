"""Chargebacks over HTTP: what both sides see, what an operator answers, and what an outsider does not learn."""

import pytest

from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding
from tests import make
from tests.payments import story


@pytest.fixture(autouse=True)
def _second_factors(monkeypatch):
    """The operators of these tests have set one up."""
    monkeypatch.setattr("market.payments.api.require_second_factor", lambda user: None)


@pytest.fixture
def asked(provider):
    milestone = story.submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    return Chargeback.objects.get()


def test_both_sides_see_it(api, asked, omar):
    contract = asked.funding.milestone.contract
    for person in (contract.client, contract.freelancer):
        [found] = api(person).get("/api/v1/chargebacks/").json()["results"]
        assert (found["milestone"], found["state"], found["amount"]["amount"]) == (
            asked.funding.milestone_id,
            "open",
            "100.00",
        )
        shown = api(person).get(f"/api/v1/contracts/{contract.pk}/").json()["milestones"][0]
        assert shown["frozen_at"]
        assert shown["next_deadline"] is None
    assert api(omar).get("/api/v1/chargebacks/").json()["results"] == []
    refused = api(contract.client).post(f"/api/v1/milestones/{asked.funding.milestone_id}/approve/")
    assert (refused.status_code, refused.json()["code"]) == (409, "hold_frozen")


def test_an_operator_answers_once(api, asked, omar):
    pavel = make.make_person("Pavel", roles=["operator"])
    address = f"/api/v1/chargebacks/{asked.pk}/answer/"
    said = {"text": "It was delivered."}
    assert api(omar).post(address, said).status_code == 404
    assert api(asked.funding.milestone.contract.client).post(address, said).status_code == 403
    assert api(pavel).post(address, {}).status_code == 400
    assert api(pavel).post(address, said).json()["answered_at"]
    assert api(pavel).post(address, said).json()["code"] == "chargeback_answered"
    assert len(api(pavel).get("/api/v1/chargebacks/").json()["results"]) == 1


def test_an_operator_lets_it_go_and_nothing_is_owed(api, asked, omar):
    pavel = make.make_person("Pavel", roles=["operator"])
    assert api(omar).post(f"/api/v1/chargebacks/{asked.pk}/accept/").status_code == 404
    assert api(pavel).post(f"/api/v1/chargebacks/{asked.pk}/accept/").json()["state"] == "lost"
    assert api(pavel).post(f"/api/v1/chargebacks/{asked.pk}/accept/").status_code == 409
    refused = api(pavel).post(f"/api/v1/chargebacks/{asked.pk}/forgive/", {"reason": "So."})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_owed")
    assert api(omar).post(f"/api/v1/chargebacks/{asked.pk}/forgive/", {"reason": "So."}).status_code == 404

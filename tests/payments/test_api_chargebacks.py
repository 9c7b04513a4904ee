"""Chargebacks in the API: what client, freelancer and operator see and do, 404 for outsiders."""

import pytest

from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding, StaffProposal
from market.payments.proposals.actions import approve_staff_proposal
from tests import make
from tests.payments import story


@pytest.fixture(autouse=True)
def _second_factors(monkeypatch):
    """Operators pass the check of the second factor."""
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


@pytest.fixture
def chargeback(provider):
    milestone = story.submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    return Chargeback.objects.get()


def test_client_and_freelancer_see_the_chargeback(api, chargeback, omar):
    contract = chargeback.funding.milestone.contract
    for person in (contract.client, contract.freelancer):
        [listed] = api(person).get("/api/v1/chargebacks/").json()["results"]
        assert (listed["milestone"], listed["state"], listed["amount"]["amount"]) == (
            chargeback.funding.milestone_id,
            "open",
            "100.00",
        )
        milestone_data = api(person).get(f"/api/v1/contracts/{contract.pk}/").json()["milestones"][0]
        assert milestone_data["frozen_at"]
        assert milestone_data["next_deadline"] is None
    assert api(omar).get("/api/v1/chargebacks/").json()["results"] == []
    refused = api(contract.client).post(f"/api/v1/milestones/{chargeback.funding.milestone_id}/approve/")
    assert (refused.status_code, refused.json()["code"]) == (409, "hold_frozen")


def test_operator_answers_a_chargeback_once(api, chargeback, omar):
    pavel = make.make_person("Pavel", roles=["operator"])
    path = f"/api/v1/chargebacks/{chargeback.pk}/answer/"
    answer = {"text": "It was delivered."}
    assert api(omar).post(path, answer).status_code == 404
    assert api(chargeback.funding.milestone.contract.client).post(path, answer).status_code == 403
    assert api(pavel).post(path, {}).status_code == 400
    assert api(pavel).post(path, answer).json()["answered_at"]
    assert api(pavel).post(path, answer).json()["code"] == "chargeback_answered"
    assert len(api(pavel).get("/api/v1/chargebacks/").json()["results"]) == 1


def test_operator_accepts_a_chargeback_and_has_nothing_to_forgive(api, chargeback, omar):
    pavel = make.make_person("Pavel", roles=["operator"])
    path, why = f"/api/v1/chargebacks/{chargeback.pk}/accept/", {"reason": "The client is right, nothing was made."}
    assert api(omar).post(path, why).status_code == 404
    assert api(pavel).post(path, why).json()["state"] == "open"
    ola = make.make_person("Ola", roles=["operator"])
    approve_staff_proposal(by=ola, proposal_id=StaffProposal.objects.get().pk)
    assert api(pavel).post(path, why).json()["code"] == "chargeback_accepted"
    make.run_jobs()
    assert api(pavel).post(path, why).json()["code"] == "chargeback_decided"
    refused = api(pavel).post(f"/api/v1/chargebacks/{chargeback.pk}/forgive/", {"reason": "So."})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_owed")
    assert api(omar).post(f"/api/v1/chargebacks/{chargeback.pk}/forgive/", {"reason": "So."}).status_code == 404

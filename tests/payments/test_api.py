"""The payments API. Each path in order: anonymous, outsider, wrong role, wrong state, success, repeat."""

from datetime import timedelta

import pytest

from market.contracts.workroom.actions import request_refund
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding, Payout, Release
from tests.payments.story import contract as make_contract
from tests.payments.story import first, funded, payable, submitted

PATHS = {
    "fund": "/api/v1/milestones/{milestone}/fund/",
    "approve": "/api/v1/milestones/{milestone}/approve/",
    "release-part": "/api/v1/milestones/{milestone}/release-part/",
    "agree-refund": "/api/v1/milestones/{milestone}/agree-refund/",
    "refund": "/api/v1/milestones/{milestone}/refund/",
}
VERBS = list(PATHS)
CLIENT_VERBS = ["fund", "approve", "release-part"]
PART = {"amount": {"amount": "10.00", "currency": "USD"}}


def path(milestone, verb):
    return PATHS[verb].format(milestone=milestone.pk)


def body(verb):
    return PART if verb == "release-part" else {}


@pytest.mark.parametrize("verb", VERBS)
def test_milestone_actions_are_401_for_anonymous_and_404_for_outsiders(api, provider, omar, verb):
    milestone = submitted(provider)
    assert api().post(path(milestone, verb), body(verb)).status_code == 401
    response = api(omar).post(path(milestone, verb), body(verb))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert api(omar).post("/api/v1/milestones/999999999999/approve/").status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_role_is_403(api, provider, verb):
    milestone = submitted(provider)
    contract = milestone.contract
    response = api(contract.freelancer if verb in CLIENT_VERBS else contract.client).post(
        path(milestone, verb), body(verb)
    )
    assert response.status_code == 403
    assert response.json()["code"] in ("not_the_client", "not_the_freelancer")


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_state_is_409(api, provider, verb):
    milestone = funded(provider) if verb in ("fund", "approve", "agree-refund") else first(make_contract())
    contract = milestone.contract
    response = api(contract.client if verb in CLIENT_VERBS else contract.freelancer).post(
        path(milestone, verb), body(verb)
    )
    assert (response.status_code, response.json()["code"]) == (409, "milestone_wrong_state")


def test_funding_returns_the_same_checkout_when_repeated(api, provider):
    milestone = first(make_contract("100.00"))
    api_client = api(milestone.contract.client)
    response = api_client.post(path(milestone, "fund"))
    assert response.status_code == 200
    assert api_client.post(path(milestone, "fund")).json() == response.json()
    provider.pay(response.json()["checkout_url"])
    settle_funding(funding_id=Funding.objects.get().pk)
    milestone_data = api_client.get(f"/api/v1/contracts/{milestone.contract_id}/").json()["milestones"][0]
    assert (milestone_data["state"], milestone_data["held"]) == ("funded", {"amount": "100.00", "currency": "USD"})


def test_approval_returns_the_milestone(api, provider):
    milestone = submitted(provider, "100.00")
    response = api(milestone.contract.client).post(path(milestone, "approve"))
    assert response.status_code == 200
    assert response.json()["state"] == "released"
    assert response.json()["released"] == {"amount": "100.00", "currency": "USD"}
    assert response.json()["held"] == {"amount": "0.00", "currency": "USD"}
    assert api(milestone.contract.client).post(path(milestone, "approve")).status_code == 409


def test_partial_release_reduces_the_held_amount(api, provider):
    milestone = funded(provider, "100.00")
    api_client = api(milestone.contract.client)
    response = api_client.post(path(milestone, "release-part"), PART)
    assert (response.status_code, response.json()["held"]["amount"]) == (200, "90.00")
    assert api_client.post(path(milestone, "release-part"), PART).json()["held"]["amount"] == "80.00"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"amount": "10.00"},
        {"amount": {"amount": "-1.00", "currency": "USD"}},
        {"amount": {"amount": "0.00", "currency": "USD"}},
        {"amount": {"amount": "10.001", "currency": "USD"}},
        {"amount": {"amount": "100.01", "currency": "USD"}},
        {"amount": {"amount": "10.00", "currency": "BDT"}},
        {"amount": {"amount": "NaN", "currency": "USD"}},
    ],
)
def test_invalid_partial_release_names_the_amount_field(api, provider, sent):
    milestone = funded(provider, "100.00")
    response = api(milestone.contract.client).post(path(milestone, "release-part"), sent)
    assert response.status_code == 400
    assert "amount" in response.json()["errors"]


def test_same_idempotency_key_releases_once(api, provider):
    milestone = funded(provider, "100.00")
    api_client = api(milestone.contract.client)
    for _ in range(2):
        response = api_client.post(path(milestone, "release-part"), PART, headers={"idempotency-key": "one"})
        assert response.json()["held"]["amount"] == "90.00"
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("verb", "asked"), [("agree-refund", True), ("refund", False)])
def test_freelancer_refunds_by_agreement_or_on_their_own(api, provider, verb, asked):
    milestone = funded(provider, "100.00")
    if asked:
        request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Late")
    api_client = api(milestone.contract.freelancer)
    response = api_client.post(path(milestone, verb))
    assert (response.status_code, response.json()["state"]) == (200, "refunded")
    assert response.json()["refunded"] == {"amount": "100.00", "currency": "USD"}
    assert api_client.post(path(milestone, verb)).status_code == 409


def test_unavailable_provider_is_503(api, provider, settings):
    milestone = first(make_contract())
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    response = api(milestone.contract.client).post(path(milestone, "fund"))
    assert (response.status_code, response.json()["code"]) == (503, "provider_unavailable")


@pytest.mark.parametrize("place", ["balance", "payout-account", "payouts"])
def test_own_money_is_401_for_anonymous(api, db, place):
    assert api().get(f"/api/v1/me/{place}/").status_code == 401
    assert api().post(f"/api/v1/me/{place}/").status_code in (401, 405)


def test_balance_lists_every_amount(api, provider, travel):
    milestone = funded(provider, "100.00")
    api_client = api(milestone.contract.freelancer)
    (balance,) = api_client.get("/api/v1/me/balance/").json()
    assert (balance["currency"], balance["held"]) == ("USD", {"amount": "100.00", "currency": "USD"})
    amounts = {"held", "clearing", "payable", "in_transit", "paid_out", "owed", "frozen"}
    assert set(balance) == {"currency", "coming", "payable_in_taka", *amounts}
    assert api(milestone.contract.client).get("/api/v1/me/balance/").json()[0]["held"]["amount"] == "0.00"


def test_payout_account_onboarding_is_403_for_clients(api, provider, carla, farida):
    assert api(carla).post("/api/v1/me/payout-account/").status_code == 403
    api_client = api(farida)
    assert api_client.get("/api/v1/me/payout-account/").status_code == 404
    response = api_client.post("/api/v1/me/payout-account/")
    assert response.status_code == 200
    assert provider.onboard(response.json()["onboarding_url"]).status_code == 302
    assert api_client.get("/api/v1/me/payout-account/").json() == {"state": "started"}


def test_payouts_are_validated_created_and_listed(api, provider, travel, run_jobs, farida):
    assert api(farida).post("/api/v1/me/payouts/").json()["code"] == "payout_account_not_ready"
    release = payable(provider, travel, "100.00")
    api_client = api(release.freelancer)
    assert (
        api_client.post("/api/v1/me/payouts/", {"amount": {"amount": "100.01", "currency": "USD"}}).status_code == 400
    )
    response = api_client.post("/api/v1/me/payouts/", {"amount": {"amount": "60.00", "currency": "USD"}})
    assert (response.status_code, response.json()["state"]) == (201, "pending")
    run_jobs()
    travel(timedelta(days=10))
    payouts = api_client.get("/api/v1/me/payouts/").json()
    assert (payouts["count"], payouts["results"][0]["state"]) == (1, "paid")
    assert api_client.post("/api/v1/me/payouts/").json()["amount"] == {"amount": "40.00", "currency": "USD"}
    again = api_client.post("/api/v1/me/payouts/")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_pay_out")
    assert Payout.objects.count() == 2


def test_funding_several_milestones_checks_role_and_order(api, provider, omar):
    contract = make_contract("40.00", "60.00", "80.00")
    ids = list(contract.milestones.order_by("position").values_list("pk", flat=True))
    path = f"/api/v1/contracts/{contract.pk}/fund/"
    choice = {"milestones": ids[:2]}
    assert api().post(path, choice, format="json").status_code == 401
    assert api(omar).post(path, choice, format="json").status_code == 404
    assert api(contract.freelancer).post(path, choice, format="json").json()["code"] == "not_the_client"
    assert api(contract.client).post(path, {"milestones": []}, format="json").status_code == 400
    gap = api(contract.client).post(path, {"milestones": ids[1:]}, format="json")
    assert (gap.status_code, gap.json()["code"]) == (409, "milestone_not_its_turn")
    opened = api(contract.client).post(path, choice, format="json").json()
    assert api(contract.client).post(path, choice, format="json").json() == opened
    provider.pay(opened["checkout_url"])
    settle_funding(funding_id=Funding.objects.first().pk)
    again = api(contract.client).post(path, choice, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "milestone_wrong_state")
    record = f"/api/v1/contracts/{contract.pk}/record/"
    assert api().get(record).status_code == 401
    assert api(omar).get(record).status_code == 404
    assert len(api(contract.client).get(record).json()) == 2

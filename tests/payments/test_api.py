"""The API of money. Each path in order: anonymous, outsider, wrong role, wrong state, success, repeat."""

from datetime import timedelta

import pytest

from market.contracts.workroom.actions import request_refund
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding, Payout, Release
from tests.payments.story import contract, first, funded, payable, submitted

PATHS = {
    "fund": "/api/v1/milestones/{milestone}/fund/",
    "approve": "/api/v1/milestones/{milestone}/approve/",
    "release-part": "/api/v1/milestones/{milestone}/release-part/",
    "agree-refund": "/api/v1/milestones/{milestone}/agree-refund/",
    "refund": "/api/v1/milestones/{milestone}/refund/",
}
VERBS = list(PATHS)
CLIENTS = ["fund", "approve", "release-part"]
PART = {"amount": {"amount": "10.00", "currency": "USD"}}


def path(milestone, verb):
    return PATHS[verb].format(milestone=milestone.pk)


def body(verb):
    return PART if verb == "release-part" else {}


@pytest.mark.parametrize("verb", VERBS)
def test_anonymous_and_outsider(api, provider, omar, verb):
    milestone = submitted(provider)
    assert api().post(path(milestone, verb), body(verb)).status_code == 401
    answer = api(omar).post(path(milestone, verb), body(verb))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api(omar).post("/api/v1/milestones/999999999999/approve/").status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_role(api, provider, verb):
    milestone = submitted(provider)
    made = milestone.contract
    answer = api(made.freelancer if verb in CLIENTS else made.client).post(path(milestone, verb), body(verb))
    assert answer.status_code == 403
    assert answer.json()["code"] in ("not_the_client", "not_the_freelancer")


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_state(api, provider, verb):
    milestone = funded(provider) if verb in ("fund", "approve", "agree-refund") else first(contract())
    made = milestone.contract
    answer = api(made.client if verb in CLIENTS else made.freelancer).post(path(milestone, verb), body(verb))
    assert (answer.status_code, answer.json()["code"]) == (409, "milestone_wrong_state")


def test_funding_gives_the_checkout_and_repeats_it(api, provider):
    milestone = first(contract("100.00"))
    program = api(milestone.contract.client)
    answer = program.post(path(milestone, "fund"))
    assert answer.status_code == 200
    assert program.post(path(milestone, "fund")).json() == answer.json()
    provider.pay(answer.json()["checkout_url"])
    settle_funding(funding_id=Funding.objects.get().pk)
    found = program.get(f"/api/v1/contracts/{milestone.contract_id}/").json()["milestones"][0]
    assert (found["state"], found["held"]) == ("funded", {"amount": "100.00", "currency": "USD"})


def test_approval_answers_with_the_milestone(api, provider):
    milestone = submitted(provider, "100.00")
    answer = api(milestone.contract.client).post(path(milestone, "approve"))
    assert answer.status_code == 200
    assert answer.json()["state"] == "released"
    assert answer.json()["released"] == {"amount": "100.00", "currency": "USD"}
    assert answer.json()["held"] == {"amount": "0.00", "currency": "USD"}
    assert api(milestone.contract.client).post(path(milestone, "approve")).status_code == 409


def test_a_part(api, provider):
    milestone = funded(provider, "100.00")
    program = api(milestone.contract.client)
    answer = program.post(path(milestone, "release-part"), PART)
    assert (answer.status_code, answer.json()["held"]["amount"]) == (200, "90.00")
    assert program.post(path(milestone, "release-part"), PART).json()["held"]["amount"] == "80.00"


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
def test_a_wrong_part_names_its_field(api, provider, sent):
    milestone = funded(provider, "100.00")
    answer = api(milestone.contract.client).post(path(milestone, "release-part"), sent)
    assert answer.status_code == 400
    assert "amount" in answer.json()["errors"]


def test_the_same_idempotency_key_releases_once(api, provider):
    milestone = funded(provider, "100.00")
    program = api(milestone.contract.client)
    for _ in range(2):
        answer = program.post(path(milestone, "release-part"), PART, headers={"idempotency-key": "one"})
        assert answer.json()["held"]["amount"] == "90.00"
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("verb", "asked"), [("agree-refund", True), ("refund", False)])
def test_refunds(api, provider, verb, asked):
    milestone = funded(provider, "100.00")
    if asked:
        request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Late")
    program = api(milestone.contract.freelancer)
    answer = program.post(path(milestone, verb))
    assert (answer.status_code, answer.json()["state"]) == (200, "refunded")
    assert answer.json()["refunded"] == {"amount": "100.00", "currency": "USD"}
    assert program.post(path(milestone, verb)).status_code == 409


def test_the_provider_being_away_is_said(api, provider, settings):
    milestone = first(contract())
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    answer = api(milestone.contract.client).post(path(milestone, "fund"))
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")


@pytest.mark.parametrize("place", ["balance", "payout-account", "payouts"])
def test_my_money_needs_signing_in(api, db, place):
    assert api().get(f"/api/v1/me/{place}/").status_code == 401
    assert api().post(f"/api/v1/me/{place}/").status_code in (401, 405)


def test_a_balance_says_what_the_money_does(api, provider, travel):
    milestone = funded(provider, "100.00")
    program = api(milestone.contract.freelancer)
    (found,) = program.get("/api/v1/me/balance/").json()
    assert (found["currency"], found["held"]) == ("USD", {"amount": "100.00", "currency": "USD"})
    assert set(found) == {"currency", "held", "clearing", "payable", "in_transit", "paid_out", "owed", "frozen"}
    assert api(milestone.contract.client).get("/api/v1/me/balance/").json()[0]["held"]["amount"] == "0.00"


def test_the_payout_account(api, provider, carla, farida):
    assert api(carla).post("/api/v1/me/payout-account/").status_code == 403
    program = api(farida)
    assert program.get("/api/v1/me/payout-account/").status_code == 404
    answer = program.post("/api/v1/me/payout-account/")
    assert answer.status_code == 200
    assert provider.onboard(answer.json()["onboarding_url"]).status_code == 302
    assert program.get("/api/v1/me/payout-account/").json() == {"state": "started"}


def test_payouts(api, provider, travel, run_jobs, farida):
    assert api(farida).post("/api/v1/me/payouts/").json()["code"] == "payout_account_not_ready"
    release = payable(provider, travel, "100.00")
    program = api(release.freelancer)
    assert program.post("/api/v1/me/payouts/", {"amount": {"amount": "100.01", "currency": "USD"}}).status_code == 400
    answer = program.post("/api/v1/me/payouts/", {"amount": {"amount": "60.00", "currency": "USD"}})
    assert (answer.status_code, answer.json()["state"]) == (201, "pending")
    run_jobs()
    travel(timedelta(days=10))
    listed = program.get("/api/v1/me/payouts/").json()
    assert (listed["count"], listed["results"][0]["state"]) == (1, "paid")
    assert program.post("/api/v1/me/payouts/").json()["amount"] == {"amount": "40.00", "currency": "USD"}
    again = program.post("/api/v1/me/payouts/")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_pay_out")
    assert Payout.objects.count() == 2


def test_several_at_once_in_order(api, provider, omar):
    made = contract("40.00", "60.00", "80.00")
    ids = list(made.milestones.order_by("position").values_list("pk", flat=True))
    address = f"/api/v1/contracts/{made.pk}/fund/"
    sent = {"milestones": ids[:2]}
    assert api().post(address, sent, format="json").status_code == 401
    assert api(omar).post(address, sent, format="json").status_code == 404
    assert api(made.freelancer).post(address, sent, format="json").json()["code"] == "not_the_client"
    assert api(made.client).post(address, {"milestones": []}, format="json").status_code == 400
    gap = api(made.client).post(address, {"milestones": ids[1:]}, format="json")
    assert (gap.status_code, gap.json()["code"]) == (409, "milestone_not_its_turn")
    opened = api(made.client).post(address, sent, format="json").json()
    assert api(made.client).post(address, sent, format="json").json() == opened
    provider.pay(opened["checkout_url"])
    settle_funding(funding_id=Funding.objects.first().pk)
    again = api(made.client).post(address, sent, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "milestone_wrong_state")
    record = f"/api/v1/contracts/{made.pk}/record/"
    assert api().get(record).status_code == 401
    assert api(omar).get(record).status_code == 404
    assert len(api(made.client).get(record).json()) == 2

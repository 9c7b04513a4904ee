import pytest

from market.contracts.workroom.actions import submit_work
from market.contracts.workroom.contract_actions import accept_terms

PATHS = [
    ("get", "/api/v1/contracts/{contract}/", {}),
    ("post", "/api/v1/contracts/{contract}/end/", {}),
    ("post", "/api/v1/bids/{bid}/accept/", {}),
    ("post", "/api/v1/milestones/{milestone}/submit/", {"note": "Done"}),
    ("post", "/api/v1/milestones/{milestone}/request-changes/", {"note": "Greener"}),
    ("post", "/api/v1/milestones/{milestone}/request-refund/", {"reason": "Late"}),
    ("post", "/api/v1/milestones/{milestone}/refuse-refund/", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_anonymous_and_outsiders(api, omar, funded, method, path, body):
    address = path.format(contract=funded.contract_id, bid=funded.contract.bid_id, milestone=funded.pk)
    nobody, outsider = (getattr(api(user), method)(address, body, format="json") for user in (None, omar))
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")
    assert (outsider.status_code, outsider.json()["code"]) == (404, "not_found")


def test_the_list_is_for_parties_only(api, carla, farida, omar, contract):
    assert api().get("/api/v1/contracts/").status_code == 401
    assert api(omar).get("/api/v1/contracts/").json()["results"] == []
    for party in (carla, farida):
        assert [each["id"] for each in api(party).get("/api/v1/contracts/").json()["results"]] == [contract.pk]


def test_a_contract_as_the_interface_says(api, carla, funded):
    body = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()
    assert set(body) >= {"id", "state", "job", "client", "freelancer", "conversation", "milestones"}
    first = body["milestones"][0]
    assert first["amount"] == {"amount": "80.00", "currency": "USD"}
    assert first["state"] == "funded"
    assert first["next_deadline"]["what"] == "work_due"


def test_accepting_over_the_api(api, carla, bid):
    answer = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/")
    assert (answer.status_code, answer.json()["state"]) == (200, "active")
    again = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/")
    assert (again.status_code, again.json()["code"]) == (409, "bid_not_open")


def test_a_refusal_is_said_in_the_callers_language(api, carla, farida, bid):
    accept_terms(by=carla, bid_id=bid.pk)
    answer = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/", headers={"accept-language": "bn"})
    assert answer.status_code == 409
    assert any("ঀ" <= letter <= "৿" for letter in answer.json()["detail"])


def test_wrong_role_wrong_state_success_repeat(api, carla, farida, funded):
    address = f"/api/v1/milestones/{funded.pk}/submit/"
    assert api(carla).post(address, {"note": "Done"}).json()["code"] == "not_the_freelancer"
    assert api(farida).post(f"/api/v1/milestones/{funded.pk}/refuse-refund/").json()["code"] == "milestone_wrong_state"
    assert api(farida).post(address, {"note": "Done"}).json()["state"] == "submitted"
    assert api(farida).post(address, {"note": "Done"}).status_code == 409


def test_an_idempotency_key_gives_the_stored_answer(api, farida, carla, funded):
    address, key = f"/api/v1/milestones/{funded.pk}/submit/", {"idempotency-key": "k1"}
    first = api(farida).post(address, {"note": "Done"}, headers=key)
    again = api(farida).post(address, {"note": "Done"}, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = api(farida).post(address, {"note": "Else"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert funded.deliveries.count() == 1


def test_what_is_missing_is_named(api, farida, carla, funded):
    answer = api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["note"])
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    answer = api(carla).post(f"/api/v1/milestones/{funded.pk}/request-changes/", {"note": ""})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["note"])


def test_both_end_it_over_the_api(api, carla, farida, contract):
    address = f"/api/v1/contracts/{contract.pk}/end/"
    assert api(carla).post(address).json()["state"] == "active"
    assert api(farida).post(address).json()["state"] == "ended"
    assert (api(farida).post(address).status_code, api(farida).post(address).json()["code"]) == (
        409,
        "contract_not_active",
    )

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
    ("post", "/api/v1/milestones/{milestone}/withdraw-refund/", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_anonymous_is_401_and_outsiders_are_404(api, omar, funded, method, path, body):
    url = path.format(contract=funded.contract_id, bid=funded.contract.bid_id, milestone=funded.pk)
    anonymous, outsider = (getattr(api(user), method)(url, body, format="json") for user in (None, omar))
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "not_signed_in")
    assert (outsider.status_code, outsider.json()["code"]) == (404, "not_found")


def test_contract_list_shows_own_contracts_only(api, carla, farida, omar, contract):
    assert api().get("/api/v1/contracts/").status_code == 401
    assert api(omar).get("/api/v1/contracts/").json()["results"] == []
    for party in (carla, farida):
        assert [each["id"] for each in api(party).get("/api/v1/contracts/").json()["results"]] == [contract.pk]


def test_contract_detail_has_the_documented_fields(api, carla, funded):
    body = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()
    assert set(body) >= {"id", "state", "job", "client", "freelancer", "conversation", "milestones"}
    first = body["milestones"][0]
    assert first["amount"] == {"amount": "80.00", "currency": "USD"}
    assert first["state"] == "funded"
    assert first["next_deadline"]["what"] == "work_due"


def test_accepting_a_bid_twice_is_409(api, carla, bid):
    response = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/")
    assert (response.status_code, response.json()["state"]) == (200, "active")
    again = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/")
    assert (again.status_code, again.json()["code"]) == (409, "bid_not_open")


def test_error_detail_is_in_the_requested_language(api, carla, farida, bid):
    accept_terms(by=carla, bid_id=bid.pk)
    response = api(carla).post(f"/api/v1/bids/{bid.pk}/accept/", headers={"accept-language": "bn"})
    assert response.status_code == 409
    assert any("ঀ" <= letter <= "৿" for letter in response.json()["detail"])


def test_submit_roles_states_and_repeats(api, carla, farida, funded):
    url = f"/api/v1/milestones/{funded.pk}/submit/"
    assert api(carla).post(url, {"note": "Done"}).json()["code"] == "not_the_freelancer"
    assert api(farida).post(f"/api/v1/milestones/{funded.pk}/refuse-refund/").json()["code"] == "milestone_wrong_state"
    assert api(farida).post(url, {"note": "Done"}).json()["state"] == "submitted"
    assert api(farida).post(url, {"note": "Done"}).status_code == 409


def test_idempotency_key_returns_the_stored_response(api, farida, carla, funded):
    url, key = f"/api/v1/milestones/{funded.pk}/submit/", {"idempotency-key": "k1"}
    first = api(farida).post(url, {"note": "Done"}, headers=key)
    again = api(farida).post(url, {"note": "Done"}, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = api(farida).post(url, {"note": "Else"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert funded.deliveries.count() == 1


def test_missing_note_is_named_in_the_errors(api, farida, carla, funded):
    response = api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["note"])
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    response = api(carla).post(f"/api/v1/milestones/{funded.pk}/request-changes/", {"note": ""})
    assert (response.status_code, list(response.json()["errors"])) == (400, ["note"])


def test_contract_ends_when_both_parties_ask(api, carla, farida, contract):
    url = f"/api/v1/contracts/{contract.pk}/end/"
    assert api(carla).post(url).json()["state"] == "active"
    assert api(farida).post(url).json()["state"] == "ended"
    assert (api(farida).post(url).status_code, api(farida).post(url).json()["code"]) == (
        409,
        "contract_not_active",
    )

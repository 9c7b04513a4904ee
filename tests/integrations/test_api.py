"""Webhooks over the API: anonymous, outsider, wrong input, success, repeat."""

import pytest

from market.integrations.models import Delivery, Endpoint

BODY = {"url": "https://shop.example/hook", "events": ["bid.submitted", "contract.started"]}


@pytest.fixture
def endpoint(api, carla) -> dict:
    answer = api(carla).post("/api/v1/webhooks/", BODY)
    assert answer.status_code == 201
    return answer.json()


def test_secret_is_shown_only_on_creation_and_renewal(api, carla, endpoint):
    assert endpoint["secret"].startswith("whsec_")
    stored = Endpoint.objects.get()
    assert endpoint["secret"] not in str(vars(stored))
    assert stored.secret == endpoint["secret"]
    caller = api(carla)
    assert "secret" not in caller.get(f"/api/v1/webhooks/{stored.pk}/").json()
    assert "secret" not in caller.get("/api/v1/webhooks/").json()["results"][0]
    renewed = caller.post(f"/api/v1/webhooks/{stored.pk}/secret/").json()["secret"]
    assert renewed != endpoint["secret"]


@pytest.mark.parametrize(
    "url",
    [
        "shop.example",
        "ftp://shop.example/",
        "https://",
        "https://me:pass@shop.example/",
        "https://shop.example/#part",
        "https://shop.example:0/",
        "https://shop.example:99999/",
        "https://shop.example/a b",
        "https://দোকান.example/",
        "https://10.0.0.1/",
        "https://[fd00::1]/",
        "https://169.254.169.254/latest",
        "https://[::ffff:192.168.0.1]/",
        "javascript:alert(1)",
    ],
)
def test_invalid_or_private_url_is_a_field_error(api, carla, url):
    answer = api(carla).post("/api/v1/webhooks/", {**BODY, "url": url})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"url"})


@pytest.mark.parametrize("url", ["http://shop.example/", "http://127.0.0.1:8000/", "https://127.0.0.1/"])
def test_http_and_local_urls_are_refused_in_production(api, carla, settings, url):
    assert api(carla).post("/api/v1/webhooks/", {**BODY, "url": url}).status_code == 201
    settings.PRODUCTION = True
    assert api(carla).post("/api/v1/webhooks/", {**BODY, "url": url}).json()["code"] == "address_not_allowed"


@pytest.mark.parametrize("events", [[], ["bid.eaten"], ["bid.submitted", "x"]])
def test_unknown_or_no_events_are_a_field_error(api, carla, events):
    answer = api(carla).post("/api/v1/webhooks/", {**BODY, "events": events})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"events"})


def test_number_of_endpoints_is_limited(api, carla):
    for _ in range(10):
        api(carla).post("/api/v1/webhooks/", BODY)
    assert api(carla).post("/api/v1/webhooks/", BODY).json()["code"] == "too_many_endpoints"


def test_endpoint_is_401_to_anonymous_and_404_to_other_users(api, omar, endpoint):
    pk = endpoint["id"]
    for caller, status in ((api(), 401), (api(omar), 404)):
        assert caller.get(f"/api/v1/webhooks/{pk}/").status_code == status
        assert caller.patch(f"/api/v1/webhooks/{pk}/", {"is_on": False}).status_code == status
        assert caller.delete(f"/api/v1/webhooks/{pk}/").status_code == status
        assert caller.post(f"/api/v1/webhooks/{pk}/secret/").status_code == status
        assert caller.post(f"/api/v1/webhooks/{pk}/test/").status_code == status
        assert caller.get(f"/api/v1/webhooks/{pk}/deliveries/").status_code == status
    assert api(omar).get("/api/v1/webhooks/").json()["results"] == []
    assert Endpoint.objects.get().is_on


def test_endpoint_can_be_tested_changed_deleted_and_deliveries_replayed(api, carla, omar, listen, run_jobs):
    pk = listen(carla).pk
    caller = api(carla)
    assert caller.post(f"/api/v1/webhooks/{pk}/test/").status_code == 202
    run_jobs()
    logged = caller.get(f"/api/v1/webhooks/{pk}/deliveries/").json()["results"]
    assert [each["type"] for each in logged] == ["endpoint.tested"]
    assert logged[0]["payload"]["data"] == {"endpoint": pk}
    assert logged[0]["attempts"][0]["answer"] == "thanks"
    delivery_id = logged[0]["id"]
    assert api().post(f"/api/v1/webhooks/deliveries/{delivery_id}/replay/").status_code == 401
    assert api(omar).post(f"/api/v1/webhooks/deliveries/{delivery_id}/replay/").status_code == 404
    assert caller.post(f"/api/v1/webhooks/deliveries/{delivery_id}/replay/").json()["state"] == "waiting"
    run_jobs()
    assert Delivery.objects.get().attempts.count() == 2
    changed = caller.patch(f"/api/v1/webhooks/{pk}/", {"events": ["bid.submitted"], "is_on": False}).json()
    assert (changed["events"], changed["is_on"]) == (["bid.submitted"], False)
    refused = caller.post(f"/api/v1/webhooks/{pk}/test/")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_off")
    assert caller.post(f"/api/v1/webhooks/deliveries/{delivery_id}/replay/").status_code == 409
    assert caller.patch(f"/api/v1/webhooks/{pk}/", {"is_on": True}).json()["is_on"]
    assert caller.delete(f"/api/v1/webhooks/{pk}/").status_code == 204
    assert not Delivery.objects.exists()


def test_events_are_described_in_both_languages(api, carla):
    def descriptions(language: str) -> list[str]:
        caller = api(carla)
        listed = caller.get("/api/v1/webhooks/events/", headers={"accept-language": language}).json()["results"]
        return [each["about"] for each in listed]

    assert "A bid is sent" in descriptions("en")
    assert len(descriptions("bn")) == len(descriptions("en"))

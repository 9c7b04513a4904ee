"""The API of measures: those imposed on the caller, and their appeal."""

import pytest

from market.moderation.appeals.actions import decide_measure_appeal

pytestmark = pytest.mark.django_db


def test_measures_are_404_for_other_users_and_401_for_anonymous(api, impose, carla, farida, mitu):
    measure = impose(carla, "warn")
    for who in (farida, mitu):
        assert api(who).get(f"/api/v1/measures/{measure.pk}/").status_code == 404
        assert api(who).post(f"/api/v1/measures/{measure.pk}/appeal/", {"text": "No."}).status_code == 404
        assert api(who).get("/api/v1/measures/").json()["count"] == 0
    for path in ("", f"{measure.pk}/"):
        assert api().get(f"/api/v1/measures/{path}").status_code == 401


def test_measure_fields_and_appeal_over_the_api(api, impose, carla, moni):
    measure = impose(carla, "limit", 7)
    client = api(carla)
    payload = client.get(f"/api/v1/measures/{measure.pk}/").json()
    assert client.get("/api/v1/measures/").json()["results"] == [payload]
    assert (payload["level"], payload["ground"], payload["is_standing"], payload["can_be_appealed"]) == (
        "limit",
        "fraud",
        True,
        True,
    )
    assert (payload["was_reported"], payload["was_flagged"], payload["appeal"]) == (False, False, None)
    assert "Mitu" not in str(payload)
    path = f"/api/v1/measures/{measure.pk}/appeal/"
    for body in ({}, {"text": ""}, {"text": "x" * 3001}):
        assert client.post(path, body, format="json").status_code == 400
    response = client.post(path, {"text": "No."}, format="json")
    assert (response.status_code, response.json()["appeal"]["is_upheld"]) == (201, None)
    assert client.post(path, {"text": "No."}, format="json").json()["code"] == "measure_appeal_not_open"
    decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="lifted", reasons="True.")
    after = client.get(f"/api/v1/measures/{measure.pk}/").json()
    assert (after["ending"], after["is_standing"], after["appeal"]["reasons"]) == ("lifted", False, "True.")

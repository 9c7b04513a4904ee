"""The API of measures: what was decided about the caller, and the appeal."""

import pytest

from market.moderation.appeals.actions import decide_measure_appeal

pytestmark = pytest.mark.django_db


def test_nobody_else_learns_of_it(api, impose, carla, farida, mitu):
    made = impose(carla, "warn")
    for who in (farida, mitu):
        assert api(who).get(f"/api/v1/measures/{made.pk}/").status_code == 404
        assert api(who).post(f"/api/v1/measures/{made.pk}/appeal/", {"text": "No."}).status_code == 404
        assert api(who).get("/api/v1/measures/").json()["count"] == 0
    for path in ("", f"{made.pk}/"):
        assert api().get(f"/api/v1/measures/{path}").status_code == 401


def test_the_api_tells_the_same(api, impose, carla, moni):
    made = impose(carla, "limit", 7)
    program = api(carla)
    told = program.get(f"/api/v1/measures/{made.pk}/").json()
    assert program.get("/api/v1/measures/").json()["results"] == [told]
    assert (told["level"], told["ground"], told["is_standing"], told["can_be_appealed"]) == (
        "limit",
        "fraud",
        True,
        True,
    )
    assert (told["was_reported"], told["was_flagged"], told["appeal"]) == (False, False, None)
    assert "Mitu" not in str(told)
    path = f"/api/v1/measures/{made.pk}/appeal/"
    for wrong in ({}, {"text": ""}, {"text": "x" * 3001}):
        assert program.post(path, wrong, format="json").status_code == 400
    sent = program.post(path, {"text": "No."}, format="json")
    assert (sent.status_code, sent.json()["appeal"]["is_upheld"]) == (201, None)
    assert program.post(path, {"text": "No."}, format="json").json()["code"] == "measure_appeal_not_open"
    decide_measure_appeal(by=moni, measure_id=made.pk, verdict="lifted", reasons="True.")
    now = program.get(f"/api/v1/measures/{made.pk}/").json()
    assert (now["ending"], now["is_standing"], now["appeal"]["reasons"]) == ("lifted", False, "True.")

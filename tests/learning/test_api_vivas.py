"""The API of vivas: `/api/v1/vivas/`, `/api/v1/exam-desk/sittings/{}/viva/`, `/api/v1/vivas/{}/decide/`."""

from market.core.base import clock
from tests.learning.exam_story import HOUR, later
from tests.learning.test_vivas import SAID, WHY, exam, paper  # noqa: F401  # fixtures


def test_a_viva_is_called_and_decided_over_the_api(paper, api, tahmina, oli, farida):  # noqa: F811
    at = (clock.now() + HOUR).isoformat()
    called = api(tahmina).post(
        f"/api/v1/exam-desk/sittings/{paper.pk}/viva/", {"at": at, "place": "Room 2", "reason": WHY}
    )
    assert called.status_code == 200, called.json()
    assert [each["id"] for each in api(oli).get("/api/v1/vivas/").json()["results"]] == [called.json()["id"]]
    assert api(farida).get(f"/api/v1/sittings/{paper.pk}/").json()["viva"]["place"] == "Room 2"
    decide = f"/api/v1/vivas/{called.json()['id']}/decide/"
    assert api(oli).post(decide, {"outcome": "void", "answer": SAID}).json()["code"] == "viva_to_come"
    later(2 * HOUR)
    assert api(tahmina).post(decide, {"outcome": "void", "answer": SAID}).json()["code"] == "own_viva"
    assert api(oli).post(decide, {"outcome": "void", "answer": SAID}).json()["outcome"] == "void"

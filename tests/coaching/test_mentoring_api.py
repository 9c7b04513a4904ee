"""Coaching over the API."""

from tests.coaching.coaching_story import teaches
from tests.make import make_job
from tests.training.plan_story import enrolled, planned_batch

TERMS = {"amount": {"amount": "80.00", "currency": "USD"}, "days": 5, "cover_letter": "I draw signs."}


def test_the_api_of_coaching(api, carla, farida, tahmina):
    teaches(tahmina, farida)
    own, coached = "/api/v1/coach/", "/api/v1/coaching/"
    shown = api(farida).get(own).json()
    assert [each["trainer"]["id"] for each in shown["possible"]] == [tahmina.pk]
    assert [each["code"] for each in shown["never_seen"]] == ["messages", "money", "clients"]
    assert api(farida).post(own, {"trainer": tahmina.pk, "agrees": False}, format="json").status_code == 400
    asked = api(farida).post(own, {"trainer": tahmina.pk, "agrees": True}, format="json").json()["id"]
    at = f"{coached}{asked}/"
    assert api(tahmina).post(f"{at}accept/", {}, format="json").json()["state"] == "running"
    assert (api(farida).get(coached).status_code, api(farida).post(coached, {}).status_code) == (404, 404)
    job = make_job(carla)
    review = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/review/", TERMS, format="json").json()
    comments = f"/api/v1/coaching/bids/{review['id']}/"
    assert api(carla).get(comments).status_code == 404
    answered = api(tahmina).post(comments, {"comment": "Say when you begin."}, format="json")
    assert (answered.status_code, answered.json()["waits_since"]) == (200, None)
    person = api(tahmina).get(at).json()
    assert (person["profile"]["state"], [each["id"] for each in person["reviews"]]) == ("published", [review["id"]])
    assert api(tahmina).get(coached).json()["results"][0]["bids"] == 0
    assert api(farida).post(f"/api/v1/coaching/bids/{review['id']}/give-up/").status_code == 200
    assert api(farida).post(f"/api/v1/coaching/{asked}/renew/").status_code == 409
    assert api(farida).post(f"/api/v1/coaching/{asked}/end/").json()["ended_by"] == "freelancer"
    assert api(tahmina).get(at).status_code == 404


def test_an_offer_over_the_api(api, oli, tahmina, rina):
    place = enrolled(planned_batch(oli, trainer=tahmina), rina)
    offered = api(tahmina).post("/api/v1/coaching/", {"place": place.pk}, format="json").json()["id"]
    accept = f"/api/v1/coaching/{offered}/accept/"
    assert api(rina).post(accept, {}, format="json").status_code == 400
    assert api(rina).post(accept, {"agrees": True}, format="json").json()["state"] == "running"

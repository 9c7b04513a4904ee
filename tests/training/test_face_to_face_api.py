"""Journeys, lists of problems, templates and loads of trainers over the API."""

from datetime import timedelta

from market.training.models import ClassProblem
from tests.training import plan_story as story
from tests.training.test_officer_api import desk  # noqa: F401  # the same
from tests.training.test_problems import asma, rubi, session  # noqa: F401  # fixtures
from tests.training.test_travel_plans import HOUR, batch, classes  # noqa: F401  # the same


def test_the_api_of_journeys(batch, classes, tahmina, oli, api, desk):  # noqa: F811  # fixtures
    mine, at = api(tahmina), classes[0].starts_at
    sent = {"classes": [classes[0].pk], "origin": "Dhaka", "destination": "Rangpur", "means": "bus"}
    sent |= {"leaves_at": (at - 20 * HOUR).isoformat(), "arrives_at": (at - 12 * HOUR).isoformat()}
    planned = mine.post(f"/api/v1/classes/{classes[0].pk}/travel/", sent)
    assert (planned.status_code, planned.json()["fits"]) == (201, True)
    plan = planned.json()["id"]
    changed = mine.put(f"/api/v1/travel/{plan}/change/", {**sent, "means": "train"}).json()
    assert [each["means"] for each in changed["versions"]] == ["bus", "train"]
    assert mine.get("/api/v1/me/travel/").json()["count"] == 1
    assert api(oli).get(f"/api/v1/travel/{plan}/").json()["current"]["means"] == "train"
    rows = desk(oli).get("/api/v1/register/travel/?district=rangpur").json()
    assert [each["state"] for each in rows["results"]] == ["planned", *["missing"] * 5]
    withdraw = f"/api/v1/travel/{plan}/withdraw/"
    assert mine.post(withdraw).json()["withdrawn_at"]
    assert mine.post(withdraw).json()["code"] == "travel_withdrawn"


def test_the_api_of_problems(batch, session, asma, tahmina, api):  # noqa: F811  # fixtures
    path = f"/api/v1/classes/{session.pk}/problems/"
    for text in ("Prices", "Layers"):
        assert api(asma).post(path, {"text": text}).status_code == 201
    first, second = ClassProblem.objects.all()
    assert api(asma).post(f"/api/v1/class-problems/{second.pk}/remove/").status_code == 204
    listed = api(tahmina).get(path).json()
    assert (listed["open"][0]["by"]["id"], listed["may_settle"]) == (asma.pk, True)
    settle, sent = f"/api/v1/classes/{session.pk}/problems/settle/", {"key": f"own-{first.pk}", "decision": "By hour"}
    settled = api(tahmina).post(settle, sent).json()
    assert (settled["open"], settled["settled"][0]["decision"]) == ([], "By hour")
    assert len(api(tahmina).post(f"/api/v1/class-problems/{first.pk}/reopen/").json()["open"]) == 1


def test_the_api_of_templates_and_loads(oli, tahmina, desk):  # noqa: F811  # fixtures
    client = desk(oli)
    template = client.get("/api/v1/register/plan-templates/").json()["results"][1]
    assert (template["class_count"], template["in_person_count"]) == (10, 2)
    added = client.post("/api/v1/register/plan-templates/", {**template, "name_en": "Evening plan"})
    assert added.status_code == 201
    assert client.post("/api/v1/register/plan-templates/", {**template, "class_count": 0}).status_code == 400
    soon = story.today() + timedelta(days=3)
    batch = story.planned_batch(oli, trainer=tahmina, first_day=soon, closes_on=soon - timedelta(days=1))  # noqa: F811
    (row,) = client.get("/api/v1/register/trainers/").json()["results"]
    assert row["trainer"]["id"] == tahmina.pk
    assert [each["code"] for each in row["batches"]] == [batch.code]
    assert sum(each["live"] for each in row["weeks"]) >= 18

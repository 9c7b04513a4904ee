"""The API of the plan, and what its pages show: one life of a phase, by officers and a trainer."""

import html
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from icalendar import Calendar

from market.contracts.calendars.feeds import feed_of
from market.core.base import clock
from market.training.districts.queries import programme_map
from market.training.districts.tiles import tiles
from market.training.models import Batch, District, PlanTemplate
from tests.training import plan_story as story

DAY = timedelta(days=1)


@pytest.fixture
def desk(api, oli):
    """An API client of an officer who has a second factor."""
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    return api(oli)


def phase_fields(programme, *rows, **changes):
    days = {"first_day": story.today() + 30 * DAY, "opens_on": story.today(), "closes_on": story.today() + 9 * DAY}
    fields = {
        "programme": programme,
        "number": 1,
        "template": PlanTemplate.objects.earliest("pk").pk,
        **days,
        **changes,
    }
    return {**{key: str(value) if key in days else value for key, value in fields.items()}, "batches": list(rows)}


def test_a_phase_is_planned_and_changed_over_the_api(desk, api, oli, tahmina):
    days = {"starts_on": str(story.today()), "ends_on": str(story.today() + 700 * DAY)}
    programme = desk.post("/api/v1/register/programmes/", {"name_en": "AIAA", "name_bn": "আমার আয়", **days}).json()["id"]
    hall = {"district": "rangpur", "name_en": "Hall", "name_bn": "হল", "address": "Station Road", "seats": 40}
    venue = desk.post("/api/v1/register/venues/", hall)
    assert venue.status_code == 201
    assert desk.put(f"/api/v1/register/venues/{venue.json()['id']}/", {**hall, "seats": 36}).json()["seats"] == 36
    assert desk.get("/api/v1/register/venues/").json()["count"] == 1
    row = {"district": "rangpur", "topic": "graphics-design", "trainer": tahmina.pk, "venue": venue.json()["id"]}
    fields = phase_fields(programme, row, {**row, "district": "dhaka", "venue": None})
    preview = desk.post("/api/v1/register/phases/preview/", fields).json()
    assert [(each["code"], len(each["classes"]), len(each["conflicts"])) for each in preview] == [
        ("RAN-GD-1", 28, 0),
        ("DHA-GD-1", 28, 28),
    ]
    refused = desk.post("/api/v1/register/phases/", fields)
    assert (refused.status_code, refused.json()["code"]) == (409, "double_booked")
    assert list(refused.json()["errors"]) == ["batches.1.trainer"]
    planned = desk.post("/api/v1/register/phases/", phase_fields(programme, row))
    assert (planned.status_code, planned.json()["state"]) == (201, "applications")
    phase, batch = planned.json()["id"], planned.json()["batches"][0]
    assert (batch["stage"], batch["classes_planned"], batch["trainer"]["id"]) == ("not_begun", 28, tahmina.pk)
    (row,) = desk.get("/api/v1/register/phases/").json()["results"]
    assert desk.get(f"/api/v1/register/phases/{phase}/").json() == row
    classes = api(tahmina).get(f"/api/v1/batches/{batch['id']}/classes/").json()
    assert (classes["count"], classes["results"][0]["name"]) == (28, "Live class 1")
    _change_a_class(api(tahmina), classes["results"][0]["id"])


def _change_a_class(trainer, session):
    later = clock.now() + 200 * DAY
    moved = trainer.post(f"/api/v1/classes/{session}/move/", {"starts_at": later.isoformat(), "reason": "Rain"}).json()
    assert (len(moved["moves"]), moved["moves"][0]["reason"]) == (1, "Rain")
    assert trainer.post(
        f"/api/v1/classes/{session}/describe/", {"title_en": "Colours", "room": "https://meet.jit.si/rangpur"}
    ).json()["room"]
    assert trainer.post(f"/api/v1/classes/{session}/assign/", {"trainer": None}).json()["trainer"] is None
    assert trainer.post(f"/api/v1/classes/{session}/cancel/", {"reason": "Rain"}).json()["state"] == "cancelled"
    assert trainer.post(f"/api/v1/classes/{session}/cancel/", {"reason": "Rain"}).json()["code"] == "class_cancelled"
    assert trainer.get(f"/api/v1/classes/{session}/").json()["moves"][1]["is_at"] is None


def test_trainers_templates_calendars_and_periods_over_the_api(desk, oli, tahmina):
    batch, helper = story.planned_batch(oli, trainer=tahmina), story.trainer()
    trainers = f"/api/v1/register/batches/{batch.pk}/trainers/"
    assert desk.post(trainers, {"trainer": helper.pk}).json()["count"] == 2
    assert desk.get(trainers).json()["results"][0]["id"] == tahmina.pk
    refused = desk.post(f"/api/v1/register/batches/{batch.pk}/trainers/{tahmina.pk}/remove/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "still_teaches")
    left = desk.post(
        f"/api/v1/register/batches/{batch.pk}/trainers/{tahmina.pk}/remove/", {"successor": helper.pk}
    ).json()["results"]
    assert [each["id"] for each in left] == [helper.pk]
    first = story.today() + 90 * DAY
    moved = desk.post(
        f"/api/v1/register/batches/{batch.pk}/calendar/", {"first_day": str(first), "reason": "Floods"}
    ).json()
    assert moved["started_on"] >= str(first)
    template = PlanTemplate.objects.earliest("pk").pk
    assert desk.patch(f"/api/v1/register/plan-templates/{template}/", {"seats": 30}).json()["seats"] == 30
    assert desk.get(f"/api/v1/register/plan-templates/{template}/").json()["class_at"] == "20:00"
    assert desk.get("/api/v1/register/plan-templates/").json()["count"] == 2
    period = {"kind": "holiday", "first_day": str(first), "last_day": str(first), "name_en": "Eid", "name_bn": "ঈদ"}
    entered = desk.post("/api/v1/register/periods/", period).json()["id"]
    assert desk.get("/api/v1/register/periods/").json()["results"][0]["name_en"] == "Eid"
    assert desk.post(f"/api/v1/register/periods/{entered}/remove/").status_code == 204


def test_the_public_map_names_every_district(page, api, oli):
    assert set(tiles()) == {each.slug for each in District.objects.all()}
    assert len({(each.column, each.row) for each in tiles().values()}) == 64
    assert len({each.short_bn for each in tiles().values()} | {each.short_en for each in tiles().values()}) == 128
    story.planned(oli, story.batch_plan(), story.batch_plan("dhaka"))
    today = story.today()
    Batch.objects.filter(district__slug="rangpur").update(started_on=today - DAY)
    Batch.objects.filter(district__slug="dhaka").update(started_on=today - 9 * DAY, ended_on=today - DAY)
    assert programme_map().total.counts == {"not_begun": 62, "running": 1, "done": 1}
    answer = api().get("/api/v1/programme/").json()
    assert answer["total"] == {"not_begun": 62, "running": 1, "done": 1, "seats": 72, "seats_taken": 0}
    rangpur = next(each for each in answer["places"] if each["district"]["slug"] == "rangpur")
    assert (rangpur["state"], rangpur["seats"], rangpur["phases"]) == ("running", 36, [1])
    content = html.unescape(page().get("/programme/").content.decode())
    assert content.count("<details><summary>") == 8  # the districts are folded by division
    assert content.count('<a href="#') >= 64
    assert 'aria-label="Rangpur: Running"' in content
    assert "Nobody ever pays to take part." in content
    assert "অংশ নিতে কাউকে কখনো টাকা দিতে হয় না।" in page(None, "bn").get("/programme/").content.decode()


def test_classes_stand_in_the_trainers_feed_and_in_a_file(page, oli, tahmina, carla):
    batch = story.planned_batch(oli, trainer=tahmina)
    feed = Calendar.from_ical(feed_of(tahmina))
    assert len(feed.walk("VEVENT")) == 28
    assert len(Calendar.from_ical(feed_of(carla)).walk("VEVENT")) == 0
    answer = page(tahmina).get(f"/batches/{batch.pk}/calendar.ics")
    first = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (answer["Content-Type"], str(first["summary"])) == ("text/calendar; charset=utf-8", "RAN-GD-1: Live class 1")


def test_the_form_previews_saves_and_says_what_meets(page, oli, tahmina):
    programme = story.programme(oli)
    fields = phase_fields(programme.pk)
    fields.pop("batches")
    fields |= {"district_0": "rangpur", "topic_0": "graphics-design", "trainer_0": tahmina.pk}
    client, url = page(oli), "/staff/programme/phases/new/"
    preview = html.unescape(client.post(url, {**fields, "preview": "1"}).content.decode())
    assert "No trainer and no place has two classes at a time." in preview
    assert "Save the phase" in preview
    assert not Batch.objects.filter(code="RAN-GD-1").exists()
    assert client.post(url, {**fields, "save": "1"}).status_code == 302
    batch = Batch.objects.get(code="RAN-GD-1")
    meeting = {**fields, "number": 2, "district_0": "dhaka"}
    answer = client.post(url, {**meeting, "save": "1"})
    assert answer.status_code == 409
    assert "Tahmina gives Live class 1 of RAN-GD-1 at that time." in html.unescape(answer.content.decode())
    session = batch.sessions.earliest("starts_at")
    at = clock.local(session.starts_at)
    move = {"day": str(at.date()), "at": f"{at:%H:%M}", "reason": "x"}
    refused = page(tahmina).post(f"/classes/{session.pk}/move/", move)
    assert refused.status_code == 400
    assert "This is the time that the class has." in html.unescape(refused.content.decode())
    moved = page(tahmina).post(f"/classes/{session.pk}/move/", {**move, "at": "15:00"}, follow=True)
    assert "Everybody of the batch is told." in html.unescape(moved.content.decode())

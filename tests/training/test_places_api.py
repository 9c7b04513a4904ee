"""The life of a place by page, without script, and over the API."""

import html
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from openpyxl import load_workbook

from market.training.enrolments.queries import batches_without_queue
from market.training.models import Batch, Enrolment
from tests import make
from tests.training import place_story as story
from tests.training import plan_story


@pytest.fixture
def desk(api, oli):
    """An API client of an officer who has a second factor."""
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    return api(oli)


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_a_place_by_page(page, oli, tahmina):
    batch, other = story.batch_of(oli, 2, trainer=tahmina), story.batch_of(oli, 1, number=2, district="dhaka")
    asma, bilkis, champa = story.people("Asma", "Bilkis", "Champa")
    assert "No course yet" in text_of(page(asma).get("/course/"))
    first, second = story.offered(batch, [asma, bilkis], [champa])
    _answer(page, first, second)
    _look(page, tahmina, batch, first)
    _change(page(oli), page(asma), first, other)
    sheet = page(oli).get(f"/staff/batches/{batch.pk}/places/xlsx/")
    rows = list(load_workbook(BytesIO(b"".join(sheet.streaming_content))).active.values)
    assert len(rows) == 4
    assert "Moved to another batch" in page(oli).get(f"/staff/batches/{batch.pk}/places/csv/").content.decode()


def _answer(page, first, second):
    client, url = page(first.trainee), f"/places/{first.pk}/"
    home = text_of(client.get("/my-work/"))
    assert "A place for you" in home
    assert 'href="/course/"' in home
    offer = text_of(client.get(url))
    assert offer.index("Answer by") < offer.index("Accept the place") < offer.index("First class")
    assert "Nobody ever pays for an application, a course or a certificate." in offer
    accepted = client.post(f"{url}accept/", follow=True)
    assert accepted.redirect_chain[-1][0] == "/course/"
    assert "Your place is certain." in text_of(accepted)
    assert text_of(accepted).count('href="/classes/') > 20
    other = page(second.trainee)
    assert other.post(f"/places/{second.pk}/decline/", {"reason": ""}).status_code == 302
    late = other.post(f"/places/{second.pk}/accept/")
    assert late.status_code == 409
    assert "This place is not offered to you any more" in text_of(late)
    assert other.get(url).status_code == 404


def _look(page, tahmina, batch, first):
    assert page(tahmina).get(f"/places/{first.pk}/").status_code == 404
    listed = text_of(page(tahmina).get(f"/batches/{batch.pk}/trainees/"))
    assert "Asma Private" in listed
    assert "Champa" not in listed
    officer = page(make.make_person("Desk", roles=["officer"]))
    places = text_of(officer.get(f"/staff/batches/{batch.pk}/places/"))
    assert "Champa Private" in places
    assert "Bilkis" not in text_of(officer.get(f"/staff/batches/{batch.pk}/places/?state=accepted"))


def _change(officer, client, first, other):
    url = f"/places/{first.pk}/"
    refused = officer.post(f"{url}drop-out/", {"reason": ""})
    assert refused.status_code == 400
    moved = officer.post(f"{url}transfer/", {"batch": other.pk, "reason": "She moved"}, follow=True)
    assert "Moved. The trainee is told" in text_of(moved)
    new = Enrolment.objects.get(moved_from=first)
    assert officer.post(f"/places/{new.pk}/drop-out/", {"reason": "Absent"}, follow=True).status_code == 200
    hers = text_of(client.get(f"/places/{new.pk}/"))
    assert hers.count("Absent") == 1
    assert "Another officer than the one who decided looks at it." in hers
    assert officer.post(f"/places/{new.pk}/return/", {"reason": "A mistake"}, follow=True).status_code == 200
    client.post(f"/places/{new.pk}/drop-out/", {"reason": "A job"})
    assert Enrolment.objects.get(pk=new.pk).state == "dropped_out"


def test_a_place_over_the_api(api, desk, oli, tahmina):
    batch, other = story.batch_of(oli, 1, trainer=tahmina), story.batch_of(oli, 1, number=2, district="dhaka")
    asma, bilkis = story.people("Asma", "Bilkis")
    (offer,) = story.offered(batch, [asma], [bilkis])
    hers = api(asma)
    assert hers.get("/api/v1/me/places/").json()["results"][0]["state"] == "offered"
    assert hers.get(f"/api/v1/places/{offer.pk}/").json()["changes"][0]["by"] is None
    assert hers.post(f"/api/v1/places/{offer.pk}/accept/").json()["seat"] == 1
    assert hers.post(f"/api/v1/places/{offer.pk}/decline/", {}).json()["code"] == "offer_over"
    course = hers.get("/api/v1/me/course/").json()
    assert (course["place"]["id"], len(course["classes"]), course["trainers"][0]["id"]) == (offer.pk, 28, tahmina.pk)
    (trainee,) = api(tahmina).get(f"/api/v1/batches/{batch.pk}/trainees/").json()["results"]
    assert trainee == {"seat": 1, "name_en": "Asma Private", "name_bn": "", "state": "accepted"}
    (next_one,) = desk.get(f"/api/v1/register/batches/{batch.pk}/waiting-list/").json()["results"]
    assert next_one["rank"] == 2
    plan_story.enrolled(other, make.make_person("Champa"))
    move = {"batch": other.pk, "reason": "She moved"}
    full = desk.post(f"/api/v1/places/{offer.pk}/transfer/", move)
    assert (full.status_code, full.json()["code"]) == (409, "batch_full")
    Batch.objects.filter(pk=other.pk).update(seats=2)
    new = desk.post(f"/api/v1/places/{offer.pk}/transfer/", move).json()
    assert (new["seat"], new["moved_from"], new["batch"]["id"]) == (2, offer.pk, other.pk)
    assert hers.post(f"/api/v1/places/{new['id']}/drop-out/", {"reason": "A job"}).json()["state"] == "dropped_out"
    assert desk.post(f"/api/v1/places/{new['id']}/return/", {"reason": "Yes"}).json()["state"] == "accepted"
    (listed,) = desk.get(f"/api/v1/register/batches/{batch.pk}/places/", {"state": "offered"}).json()["results"]
    assert listed["trainee"] == bilkis.pk
    Batch.objects.filter(pk=batch.pk).update(seats=2)
    assert batches_without_queue().get() == batch
    story.published(other, [], [make.make_person("Dalia")])
    Batch.objects.filter(pk=other.pk).update(seats=3)
    assert batches_without_queue().get() == batch

"""The life of graduating, and of the seal and the signatures, by page and over the API."""

import html

import pytest
from allauth.mfa.models import Authenticator

from market.training.certificates.actions import issue_certificate
from tests import make
from tests.training import plan_story
from tests.training.graduation_story import ended_batch, ready, studied
from tests.training.signatories_story import NAMES, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks(api, oli, onu):
    """API clients of two officers who have a second factor."""
    for officer in (oli, onu):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    return api(oli), api(onu)


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_graduating_over_the_api(api, desks, oli, tahmina):
    first, second = desks
    batch = ended_batch(oli, trainer=tahmina)
    nadia, amina = make.make_person("Nadia"), make.make_person("Amina")
    place, other = ready(batch, nadia), studied(batch, amina, 2)
    rows = api(tahmina).get(f"/api/v1/batches/{batch.pk}/graduation/").json()["results"]
    assert [(each["name_en"], each["stand"]) for each in rows] == [("Nadia", "ready"), ("Amina", "lacking")]
    own = api(amina).get(f"/api/v1/places/{other.pk}/graduation/").json()
    assert [each["code"] for each in own["criteria"] if not each["is_met"]] == ["project"]
    sent = {"requirement": "project", "reason": "A cyclone took the computer."}
    proposed = first.post(f"/api/v1/places/{other.pk}/exceptions/", sent).json()
    assert (
        second.post(f"/api/v1/register/exceptions/{proposed['id']}/refuse/", {"reason": "Unclear"}).status_code == 200
    )
    proposed = first.post(f"/api/v1/places/{other.pk}/exceptions/", sent).json()
    assert first.post(f"/api/v1/register/exceptions/{proposed['id']}/confirm/").json()["code"] == "same_officer"
    assert second.post(f"/api/v1/register/exceptions/{proposed['id']}/confirm/").json()["state"] == "confirmed"
    exceptions = first.get(f"/api/v1/register/batches/{batch.pk}/exceptions/").json()["results"]
    assert [each["state"] for each in exceptions] == ["confirmed", "refused"]
    issuance = first.post(f"/api/v1/register/batches/{batch.pk}/graduation/prepare/")
    assert (issuance.status_code, issuance.json()["names"]) == (201, 2)
    again = first.post(f"/api/v1/register/batches/{batch.pk}/graduation/prepare/")
    assert (again.status_code, again.json()["code"]) == (409, "nobody_ready")
    assert second.post(f"/api/v1/register/issuances/{issuance.json()['id']}/release/").status_code == 200
    held = api(nadia).post(f"/api/v1/places/{place.pk}/certificate/").json()
    assert held["serial"] == api(nadia).get("/api/v1/certificates/mine/").json()["serial"]
    issue_certificate(by=oli, batch=make.make_batch(), name_en="Somebody Before")
    counts = api(None).get("/api/v1/programme/").json()
    assert counts["graduation"] == [{"phase": 1, "certificates": 2, "exceptions": 1}]
    assert counts["issued_by_hand"] == 1


def test_graduating_by_page(page, oli, onu, tahmina):
    batch = ended_batch(oli, trainer=tahmina)
    nadia, amina = make.make_person("Nadia"), make.make_person("Amina")
    place, other = ready(batch, nadia), studied(batch, amina, 2)
    url = f"/batches/{batch.pk}/graduation/"
    shown = text_of(page(tahmina).get(url))
    assert "The project is not passed." in shown
    assert "Prepare their certificates" not in shown
    assert "Nadia,,Ready" in text_of(page(tahmina).get(f"{url}file/"))
    assert "1 ready, 1 lack something, 0 issued" in text_of(page(oli).get(f"/batches/{batch.pk}/"))
    assert "What you need for your certificate" in text_of(page(amina).get("/course/"))
    sent = {"requirement": "project", "reason": "A cyclone took the computer."}
    assert "Exception" in text_of(page(oli).post(f"/staff/places/{other.pk}/exception/", sent, follow=True))
    assert "A cyclone" not in text_of(page(amina).get(f"/places/{other.pk}/"))
    row = other.exceptions.get()
    own = page(oli).post(f"/staff/exceptions/{row.pk}/confirm/")
    assert own.status_code == 403
    assert page(onu).post(f"/staff/exceptions/{row.pk}/confirm/").status_code == 302
    assert "A cyclone" in text_of(page(amina).get(f"/places/{other.pk}/"))
    assert "Prepare their certificates" in text_of(page(oli).get(url))
    prepared = page(oli).post(f"/staff/batches/{batch.pk}/graduation/prepare/")
    page(onu).post(f"{prepared['Location']}release/")
    assert "Take the certificate" in text_of(page(nadia).get("/course/"))
    assert "Take your certificate into your account" in text_of(page(nadia).get("/my-work/"))
    assert page(nadia).post(f"/places/{place.pk}/certificate/")["Location"] == "/profile/"
    assert "Exceptions from the rule" in text_of(page(None).get("/programme/"))


def test_the_seal_over_the_api(api, desks, tahmina):
    first, second = desks
    day = str(plan_story.today())
    files = {
        name: picture(size=(200, 100 + at)) for at, name in enumerate(("seal", "first_signature", "second_signature"))
    }
    sent = first.post("/api/v1/register/signatories/", {**NAMES, "valid_from": day, **files}, format="multipart")
    assert sent.status_code == 201, sent.json()
    confirm = f"/api/v1/register/signatories/{sent.json()['id']}/confirm/"
    assert api(tahmina).post(confirm).status_code == 404
    assert first.post(confirm).json()["code"] == "same_officer"
    assert second.post(confirm).json()["state"] == "confirmed"
    later = second.post("/api/v1/register/signatories/", {**NAMES, "valid_from": day}, format="multipart").json()
    refused = first.post(f"/api/v1/register/signatories/{later['id']}/refuse/", {"reason": "The same"})
    assert refused.json()["answer"] == "The same"
    assert len(first.get("/api/v1/register/signatories/").json()["results"]) == 2

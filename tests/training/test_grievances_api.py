"""Grievances over the API."""

from django.core.files.uploadedfile import SimpleUploadedFile

from market.files.actions import keep_upload
from tests.training.test_grievances import WHAT, asma, batch  # noqa: F401  # fixtures
from tests.training.test_officer_api import desk  # noqa: F401  # the same


def test_the_api_from_the_first_word_to_the_last(asma, batch, oli, onu, api, desk):  # noqa: F811  # fixtures
    made = api(asma).post("/api/v1/grievances/", {"kind": "unfair", "text": WHAT, "batch": batch.pk}).json()
    key = made["id"]
    own, record = f"/api/v1/me/grievances/{key}/", f"/api/v1/register/grievances/{key}/"
    assert made["code"] == ""
    assert desk(oli).get("/api/v1/register/grievances/?kind=unfair").json()["count"] == 1
    assert desk(oli).post(f"/api/v1/register/grievances/{key}/reply/", {"text": "Hm."}).status_code == 409
    assert desk(oli).post(f"/api/v1/register/grievances/{key}/take/").json()["state"] == "in_hand"
    assert (
        api(asma).post(f"/api/v1/me/grievances/{key}/write/", {"text": "More."}).json()["messages"][1]["text"]
        == "More."
    )
    assert (
        desk(oli).post(f"/api/v1/register/grievances/{key}/reply/", {"text": "Done.", "answers": True}).json()["state"]
        == "answered"
    )
    assert desk(oli).get(record).json()["is_anonymous"] is False
    assert api(asma).post(f"/api/v1/me/grievances/{key}/reopen/", {"text": "Not yet."}).json()["state"] == "received"
    assert api(asma).post(f"/api/v1/me/grievances/{key}/close/").status_code == 409
    assert api(asma).get("/api/v1/me/grievances/").json()["count"] == 1
    assert api(asma).get(own).json()["number"] == made["number"]
    assert desk(onu).post(f"/api/v1/register/grievances/{key}/people/", {"people": [onu.pk]}).status_code == 204
    assert desk(onu).get(record).status_code == 404
    sent = {"kind": "site", "text": "It is slow.", "anonymous": True}
    anonymous = api(asma).post("/api/v1/grievances/", sent).json()
    assert anonymous["id"] is None
    known = {"number": anonymous["number"], "code": anonymous["code"]}
    assert api().post("/api/v1/grievances/code/", known).json()["state"] == "received"
    written = api().post("/api/v1/grievances/code/", {**known, "act": "write", "text": "Still slow."}).json()
    assert len(written["messages"]) == 2
    upload = keep_upload(by=asma, file=SimpleUploadedFile("a.txt", b"a"))
    assert api(asma).post("/api/v1/grievances/", {**sent, "file_ids": [str(upload.pk)]}).status_code == 400
    assert api().get("/api/v1/programme/grievances/").json()[0]["total"] is None

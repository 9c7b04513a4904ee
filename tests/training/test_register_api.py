"""The register of earlier certificates and objections to it over HTTP."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.models import AuditEntry
from tests import make
from tests.training.plan_story import planned
from tests.training.test_earlier_certificates import HEAD, LINE
from tests.training.test_objections import applied, photo


@pytest.fixture
def application(oli):
    return applied(planned(oli), make.make_person("Asma"))


def test_officers_import_by_the_api(api, oli):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    client, path = api(oli), "/api/v1/register/earlier-certificates/import/"
    bad = client.post(path, {"file": SimpleUploadedFile("a.csv", (HEAD + LINE + LINE).encode())}, format="multipart")
    assert bad.status_code == 200, bad.content
    assert [(each["line"], each["column"]) for each in bad.json()["problems"]] == [(3, "Certificate number")]
    good = {"file": SimpleUploadedFile("a.csv", (HEAD + LINE).encode()), "apply": "true"}
    done = client.post(path, good, format="multipart")
    assert (done.status_code, done.json()["new"], done.json()["first"][0]["number"]) == (201, 1, "WCTP-2016-0123")
    listed = client.get("/api/v1/register/earlier-certificates/", {"q": "নূরজাহান", "district": "rangpur"}).json()
    assert [(each["number"], each["year"]) for each in listed["results"]] == [("WCTP-2016-0123", 2016)]


def test_objections_over_http(application, oli, api):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    asma, path = api(application.applicant), f"/api/v1/me/applications/{application.pk}/objection/"
    assert asma.get(path).status_code == 404
    sent = asma.post(path, {"text": "", "file_ids": [photo(application.applicant)]}, format="json")
    assert (sent.status_code, sent.json()["state"]) == (201, "open")
    row = api(oli).get("/api/v1/register/objections/").json()["results"][0]
    objection = row["id"]
    assert AuditEntry.objects.get(code="register_objection.seen", by=oli).on_id == objection
    decide = f"/api/v1/register/objections/{objection}/decide/"
    refused = api(oli).post(decide, {"grant": False, "reason": "Too dark."}, format="json")
    assert refused.json()["decisions"][0]["reason"] == "Too dark."
    assert asma.post(f"/api/v1/me/applications/{application.pk}/objection/second-officer/").json()["state"] == "open"
    assert asma.get(path).json()["may_ask_second"] is False
    fields = {"grant": True, "number": "WCTP-2016-0123", "name_en": "Asma Khatun", "district": "rangpur", "year": 2016}
    assert api(oli).post(decide, fields, format="json").status_code == 403

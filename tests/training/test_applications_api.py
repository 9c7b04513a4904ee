"""Applying by the API, and the officers' list."""

import pytest
from allauth.mfa.models import Authenticator

from tests.training import plan_story as story

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(oli):
    return story.open_phase(oli)


@pytest.fixture
def desk(api, oli):
    """Oli at the desk's API, with a second factor."""
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    return api(oli)


def test_a_whole_application_by_the_api(desk, api, phase, rina):
    visitor, client = api(), api(rina)
    offer = visitor.get("/api/v1/phases/open/").json()[0]
    assert (offer["id"], offer["seats"], len(offer["districts"])) == (phase.pk, 108, 2)
    begun = client.post("/api/v1/me/applications/", {"phase": phase.pk})
    assert begun.status_code == 201
    assert begun.json()["missing"] == ["district", "certificate", "topics", "device", "consent"]
    key = begun.json()["id"]
    path = f"/api/v1/me/applications/{key}/"
    half = client.patch(path, {"certificate_number": "1"})
    assert half.json()["errors"].keys() == {"certificate_name"}
    certificate = story.earlier_certificate()
    refused = client.patch(path, {"certificate_number": certificate.number, "certificate_name": "Another Woman"})
    assert refused.json()["code"] == "certificate_not_found"
    fields = {"certificate_number": certificate.number, "certificate_name": certificate.name_en, "consent": True}
    fields |= {"district": "rangpur", "topics": ["graphics-design"], "device": "phone", "connection": "mobile"}
    assert client.post(f"/api/v1/me/applications/{key}/submit/").json()["code"] == "steps_missing"
    assert client.patch(path, {**fields, "weekly_hours": 8}).json()["missing"] == []
    sent = client.post(f"/api/v1/me/applications/{key}/submit/").json()
    assert (sent["state"], sent["number"][:3]) == ("submitted", "AI-")
    assert client.post(f"/api/v1/me/applications/{key}/submit/").json()["number"] == sent["number"]
    assert client.get("/api/v1/me/applications/").json()["results"][0]["number"] == sent["number"]
    listed = desk.get(f"/api/v1/register/phases/{phase.pk}/applications/?district=rangpur&q={sent['number'][-4:]}")
    assert [each["number"] for each in listed.json()["results"]] == [sent["number"]]
    assert desk.get(f"/api/v1/register/applications/{sent['id']}/").json()["certificate_name"] == certificate.name_en
    assert client.post(f"/api/v1/me/applications/{key}/withdraw/").json()["state"] == "withdrawn"
    draft = client.post("/api/v1/me/applications/", {"phase": phase.pk}).json()["id"]
    assert client.post(f"/api/v1/me/applications/{draft}/withdraw/").status_code == 204
    assert client.get(f"/api/v1/me/applications/{draft}/").status_code == 404

"""Outages of districts over the API."""

from datetime import timedelta

from allauth.mfa.models import Authenticator

from market.core.base import clock

HOUR = timedelta(hours=1)


def test_the_api(api, oli, rina):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    at = clock.now()
    sent = {"district": "rangpur", "reason": "network", "from_at": at.isoformat()}
    sent["until_at"] = (at + 6 * HOUR).isoformat()
    assert api(rina).post("/api/v1/register/outages/", sent, format="json").status_code == 404
    entered = api(oli).post("/api/v1/register/outages/", sent, format="json").json()
    assert api().get("/api/v1/outages/").json()["results"] == [entered]
    row = entered["id"]
    later = {"until_at": (at + 9 * HOUR).isoformat()}
    assert api(oli).post(f"/api/v1/register/outages/{row}/extend/", later, format="json").status_code == 200
    assert api(oli).post(f"/api/v1/register/outages/{row}/end/").json()["is_present"] is False


def test_confirming_over_the_api(api, oli, onu):
    for officer in (oli, onu):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    sent = {"district": "rangpur", "reason": "power", "until_at": (clock.now() + HOUR).isoformat()}
    sent["from_at"] = (clock.now() - 5 * HOUR).isoformat()
    late = api(oli).post("/api/v1/register/outages/", sent, format="json").json()
    assert late["state"] == "waiting"
    assert api(onu).get("/api/v1/register/outages/").json()["results"] == [late]
    assert api().get("/api/v1/outages/").json()["results"] == []
    assert api(onu).post(f"/api/v1/register/outages/{late['id']}/refuse/").json()["state"] == "refused"
    row = api(oli).post("/api/v1/register/outages/", sent, format="json").json()["id"]
    assert api(onu).post(f"/api/v1/register/outages/{row}/confirm/").json()["state"] == "confirmed"
    assert [row["state"] for row in api().get("/api/v1/outages/").json()["results"]] == ["confirmed"]

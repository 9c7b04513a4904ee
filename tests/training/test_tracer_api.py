"""The API of the tracer."""

from allauth.mfa.models import Authenticator

from market.training.models import TracerRound
from tests.training.test_tracer import SENT, asma, batch, round_  # noqa: F401  # fixtures


def test_answers_and_refusals_over_the_api(round_, asma, oli, api, rina):  # noqa: F811
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    own, desk = f"/api/v1/me/tracer/{round_.pk}/", f"/api/v1/register/tracer/{round_.pk}/"
    answer = api(oli).get("/api/v1/register/tracer/")
    assert answer.status_code == 200, answer.data
    [row] = answer.data["results"]
    assert (row["months"], row["has_account"]) == (3, True)
    assert api(rina).post(own, SENT).status_code == 404
    assert api(asma).post(own, {**SENT, "work": "x"}).status_code == 400
    assert api(oli).post(desk, {**SENT, "note": "Called today."}).data["way"] == "phone"
    assert api(oli).get("/api/v1/register/tracer/").data["results"] == []
    assert api(asma).post(f"/api/v1/me/tracer/{round_.pk}/refuse/").status_code == 204
    assert api(oli).post(f"/api/v1/register/tracer/{round_.pk}/refuse/").status_code == 204
    assert api(oli).post(desk, {**SENT, "note": "Called today."}).data["code"] == "tracer_refused"
    assert TracerRound.objects.get().tell_at is None

"""Reports about classes over the API."""

from market.training.models import ClassReport
from tests.training.test_not_held import asma, batch, rubi, session  # noqa: F401  # fixtures
from tests.training.test_officer_api import desk  # noqa: F401  # the same


def test_the_api_of_reports(session, batch, asma, rubi, oli, api, desk):  # noqa: F811  # fixtures
    report, reports = f"/api/v1/classes/{session.pk}/report/", f"/api/v1/classes/{session.pk}/reports/"
    assert api(asma).post(report, {"kind": "not_held"}).status_code == 201
    assert api(batch.trainer).get(reports).status_code == 404
    api(rubi).post(report, {"kind": "not_held"})
    assert len(api(batch.trainer).get(reports).json()["kinds"]) == 1
    answer, decide = f"/api/v1/classes/{session.pk}/reports/answer/", f"/api/v1/classes/{session.pk}/reports/decide/"
    assert api(batch.trainer).post(answer, {"text": "Sorry."}).json()["answer"] == "Sorry."
    listed = desk(oli).get("/api/v1/register/class-reports/").json()
    assert listed["results"][0]["reports"] == 2, listed
    sent = {"held": False, "reason": "Nobody was there."}
    assert desk(oli).post(decide, sent).json()["state"] == "not_held"
    (figures,) = api().get("/api/v1/programme/").json()["classes"]
    assert figures == {"phase": 1, "over": 1, "not_held": 1}
    assert ClassReport.objects.count() == 2

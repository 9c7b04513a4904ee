"""A project from the brief to the portfolio: over the API."""

from allauth.mfa.models import Authenticator

from market.training.models import Brief
from tests.training import project_story as story
from tests.training.test_project_pages import batch  # noqa: F401  # a fixture


def test_a_project_lives_over_the_api(api, batch, oli, onu, tahmina, farida, rina):  # noqa: F811, PLR0915  # one life
    trainee, trainer, officer, other = (api(each) for each in (farida, tahmina, oli, onu))
    texts = {f"{name}_{code}": "A sign" for name in ("title", "text", "deliverables") for code in ("en", "bn")}
    brief = {**texts, "topic": "graphics-design", "hours": 5, "level": "easy"}
    assert trainee.post("/api/v1/briefs/", brief).status_code == 403
    added = trainer.post("/api/v1/briefs/", brief).json()["id"]
    assert trainer.put(f"/api/v1/briefs/{added}/", {**brief, "hours": 6}).json()["hours"] == 6
    assert trainer.post(f"/api/v1/briefs/{added}/retire/").json()["state"] == "retired"
    assert trainee.get(f"/api/v1/briefs/{added}/").status_code == 404
    assert trainer.post(f"/api/v1/briefs/{added}/restore/").json()["state"] == "active"
    assert (
        trainee.get("/api/v1/briefs/?topic=graphics-design").json()["count"]
        == Brief.objects.filter(topic__slug="graphics-design").count()
    )
    assert len(trainee.get("/api/v1/rubrics/graphics-design/").json()) == 5
    assert trainee.get("/api/v1/me/project/").status_code == 404
    assert trainer.post(f"/api/v1/batches/{batch.pk}/projects/open/").status_code == 204
    project = trainee.post("/api/v1/me/project/propose/", {"brief_id": added}).json()
    path = f"/api/v1/projects/{project['id']}/"
    assert trainer.post(f"{path}return/", {"reason": "For whom?"}).json()["state"] == "returned"
    trainee.post("/api/v1/me/project/propose/", {"brief_id": added})
    assert trainer.post(f"{path}agree/").json()["state"] == "agreed"
    check_in = trainee.post(f"{path}check-ins/", {"done": "Sketches", "next_step": "Label"}).json()
    assert trainer.post(f"/api/v1/check-ins/{check_in['id']}/reply/", {"reply": "Go on"}).json()["reply"] == "Go on"
    version = trainee.post(f"{path}versions/", {"links": [story.LINK]}).json()
    assert trainer.post(f"/api/v1/project-versions/{version['id']}/comments/", {"text": "Good"}).status_code == 201
    until = str(story.in_days(400))
    assert trainer.post(f"{path}extend/", {"until": until, "reason": "Ill"}).status_code == 200
    assert trainee.post(f"{path}submit/").json()["awaits"] == "assessment"
    marks = {"points": [{"criterion": pk, "points": value} for pk, value in story.points(40).items()]}
    marks |= {"result": "not_passed", "text": "The label is missing."}
    assert trainer.post(f"{path}assess/", marks).json()["awaits"] == "second"
    assert officer.get(path).json()["assessments"] == []
    assert (
        officer.post(f"{path}assess/", {**marks, "result": "resubmission", "until": until}).json()["awaits"]
        == "decision"
    )
    assert other.post(f"{path}decide/", {"result": "not_passed", "text": "Agreed."}).json()["state"] == "not_passed"
    seen = trainee.get("/api/v1/me/project/").json()
    assert [each["note"] for each in seen["assessments"]] == [None, None, None]
    assert trainee.post(f"/api/v1/me/profile/cases/from-project/{project['id']}/").status_code == 409
    assert trainee.post(f"{path}ask-again/", {"reason": "Look at page 3."}).json()["awaits"] == "again"
    rows = trainer.get(f"/api/v1/batches/{batch.pk}/projects/?show=waiting").json()["results"]
    assert [row["project"]["awaits"] for row in rows] == ["again"]
    Authenticator.objects.create(user=oli, type="totp", data={"secret": "x"})
    listed = officer.get(f"/api/v1/register/phases/{batch.phase_id}/projects/").json()
    assert listed["count"] == 1
    _hidden(api(rina), batch, added, project["id"], check_in["id"], version["id"])


def _hidden(stranger, batch, brief, project, check_in, version):  # noqa: F811  # a batch
    """None of it is there for a stranger."""
    reason, text = {"reason": "Late"}, {"text": "Good"}
    points = [{"criterion": pk, "points": value} for pk, value in story.points(70).items()]
    rows = [
        ("get", f"/api/v1/briefs/{brief}/", {}),
        ("post", f"/api/v1/briefs/{brief}/retire/", {}),
        ("post", f"/api/v1/briefs/{brief}/restore/", {}),
        ("get", f"/api/v1/rubrics/{batch.topic.slug}/", {}),
        ("get", f"/api/v1/projects/{project}/", {}),
        ("post", f"/api/v1/projects/{project}/agree/", {}),
        ("post", f"/api/v1/projects/{project}/return/", reason),
        ("post", f"/api/v1/projects/{project}/extend/", {**reason, "until": str(story.in_days(400))}),
        ("post", f"/api/v1/projects/{project}/check-ins/", {"done": "Sketches", "next_step": "Label"}),
        ("post", f"/api/v1/projects/{project}/versions/", {"links": [story.LINK]}),
        ("post", f"/api/v1/projects/{project}/submit/", {}),
        ("post", f"/api/v1/projects/{project}/assess/", {**text, "points": points, "result": "passed"}),
        ("post", f"/api/v1/projects/{project}/decide/", {**text, "result": "passed"}),
        ("post", f"/api/v1/projects/{project}/ask-again/", reason),
        ("post", f"/api/v1/check-ins/{check_in}/reply/", {"reply": "Go on"}),
        ("post", f"/api/v1/project-versions/{version}/comments/", text),
        ("get", f"/api/v1/batches/{batch.pk}/projects/", {}),
        ("post", f"/api/v1/batches/{batch.pk}/projects/open/", {}),
        ("get", f"/api/v1/register/phases/{batch.phase_id}/projects/", {}),
        ("post", f"/api/v1/me/profile/cases/from-project/{project}/", {}),
    ]
    for method, address, sent in rows:
        assert getattr(stranger, method)(address, sent).status_code == 404, address

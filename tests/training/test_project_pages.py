"""A project from the brief to the portfolio: by pages without script, and over the API."""

import pytest
from allauth.mfa.models import Authenticator

from market.profiles.models import PortfolioCase
from market.training.models import Brief, Project
from tests.training import project_story as story


@pytest.fixture
def batch(oli, tahmina, farida):
    return story.open_batch(oli, tahmina, farida)


def signed_in(client, user):
    if user.is_staff:
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": "x"}})
    client.force_login(user)
    return client


def points(prefix: str, percent: int) -> dict[str, int]:
    return {f"{prefix}{pk}": value for pk, value in story.points(percent).items()}


def test_a_project_lives_by_pages(client, batch, tahmina, farida):  # noqa: PLR0915  # one whole life
    signed_in(client, farida)
    brief = story.brief()
    for page in ("/course/", "/project/", "/briefs/", f"/briefs/{brief.pk}/", "/rubrics/graphics-design/"):
        assert client.get(page).status_code == 200, page
    assert client.get("/briefs/new/").status_code == 403
    form = client.get(f"/project/propose/?brief={brief.pk}")
    assert brief.title_en in form.content.decode()
    idea = {"brief_id": brief.pk, "title": "Honey", "text": "A logo", "deliverables": "An SVG"}
    assert client.post("/project/propose/", {**idea, "title": ""}).status_code == 400
    assert client.post("/project/propose/", idea).status_code == 302
    project = Project.objects.get()
    page = project.get_absolute_url()
    signed_in(client, tahmina)
    for address in (f"/batches/{batch.pk}/projects/?show=waiting", page):
        assert "Honey" in client.get(address).content.decode(), address
    assert client.post(f"{page}return/", {"reason": ""}).status_code == 400
    client.post(f"{page}agree/")
    signed_in(client, farida)
    client.post(f"{page}check-ins/", {"done": "Sketches", "stuck": "Colours", "next_step": "Label"})
    assert client.get(f"{page}versions/new/").status_code == 200
    client.post(f"{page}versions/new/", {"links": story.LINK, "note": "First"})
    signed_in(client, tahmina)
    client.post(f"/check-ins/{project.check_ins.get().pk}/reply/", {"reply": "Try two colours"})
    client.post(f"/project-versions/{project.versions.get().pk}/comment/", {"text": "Good start"})
    signed_in(client, farida)
    seen = client.get(page).content.decode()
    assert "Try two colours" in seen
    assert "Good start" in seen
    client.post(f"{page}submit/")
    signed_in(client, tahmina)
    assert client.get(f"{page}assess/").status_code == 200
    marks = {**points("points_", 70), "result": "honours", "text": "Clear."}
    assert client.post(f"{page}assess/", marks).status_code == 409
    assert client.post(f"{page}assess/", {**marks, "result": "passed"}).status_code == 302
    signed_in(client, farida)
    assert "70 of 100 points" in client.get(page).content.decode()
    for _each in range(2):
        client.post(f"/profile/portfolio/from-project/{project.pk}/")
    case = PortfolioCase.objects.get(project=project)
    assert (case.title, case.links) == ("Honey", [story.LINK])
    assert "passed" in case.text


def test_a_project_lives_over_the_api(api, batch, oli, onu, tahmina, farida):  # noqa: PLR0915  # one whole life
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

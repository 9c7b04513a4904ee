"""A project from the brief to the portfolio: by pages without script."""

import pytest
from allauth.mfa.models import Authenticator

from market.profiles.models import PortfolioCase
from market.training.models import Project
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
    form = client.get(f"{page}assess/").content.decode()
    assert " selected" in form.partition('<option value=""')[2].partition(">")[0]
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

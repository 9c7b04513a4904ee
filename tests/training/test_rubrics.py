"""Officers change the rubric of a topic; what was assessed before keeps its criteria."""

from dataclasses import asdict, replace

import pytest

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.training.assessments.rubric_actions import change_rubric, details_of
from market.training.models import Criterion
from market.training.projects.version_actions import add_version, submit_project
from tests.training import project_story as story

TOPIC = "graphics-design"
PAGE, PATH = f"/rubrics/{TOPIC}/", f"/api/v1/rubrics/{TOPIC}/"


def rubric() -> list[Criterion]:
    return list(Criterion.objects.current().filter(topic__slug=TOPIC))


def test_a_changed_rubric_leaves_what_was_assessed(oli, tahmina, farida):
    story.open_batch(oli, tahmina, farida)
    project = story.assessed(tahmina, story.submitted(farida, tahmina), 50, "resubmission", until=story.in_days(14))
    before = rubric()
    details = [details_of(each) for each in before]
    first, *rest = details
    wanted = [replace(first, name_en="Serves the client", points=first.points + rest[-1].points), *rest[:-1]]
    with pytest.raises(NotAllowed):
        change_rubric(by=tahmina, topic=TOPIC, criteria=wanted)
    with pytest.raises(NotFound):
        change_rubric(by=oli, topic="no-topic", criteria=wanted)
    for wrong in ([], wanted[:-1], [replace(wanted[0], name_bn=" "), *wanted[1:]], wanted * 3):
        with pytest.raises(Invalid):
            change_rubric(by=oli, topic=TOPIC, criteria=wrong)
    assert change_rubric(by=oli, topic=TOPIC, criteria=details) == before == rubric()  # nothing changes
    change_rubric(by=oli, topic=TOPIC, criteria=wanted)
    assert [(each.name_en, each.points) for each in rubric()] == [(each.name_en, each.points) for each in wanted]
    assert [each.criterion for each in project.assessments.get().points.all()] == before
    add_version(by=farida, project_id=project.pk, links=[story.LINK])
    submit_project(by=farida, project_id=project.pk)
    story.assessed(tahmina, project, 70, "passed")
    assert [each.criterion for each in project.assessments.last().points.all()] == rubric()


def test_pages_and_api_of_a_changed_rubric(page, api, oli, tahmina):
    officer = page(oli)
    assert "Change the rubric" in officer.get(PAGE).content.decode()
    assert "Change the rubric" not in page(tahmina).get(PAGE).content.decode()
    assert page(tahmina).get(f"{PAGE}change/").status_code == 403
    details = [asdict(details_of(each)) for each in rubric()]
    typed = {f"{name}_{at}": value for at, each in enumerate(details, start=1) for name, value in each.items()}
    answer = officer.post(f"{PAGE}change/", {**typed, "name_bn_2": "", "points_1": "5"})
    assert (answer.status_code, "Fill this in." in answer.content.decode()) == (400, True)
    answer = officer.post(f"{PAGE}change/", {**typed, "points_1": "5"})
    assert (answer.status_code, "together are 100" in answer.content.decode()) == (400, True)
    gone = {name: "" for name in typed if name.endswith("_5")}
    points = {"points_1": str(details[0]["points"] + details[4]["points"])}
    read = {"first_criterion": str(rubric()[0].pk)}
    assert f'value="{read["first_criterion"]}"' in officer.get(f"{PAGE}change/").content.decode()
    assert officer.post(f"{PAGE}change/", {**typed, **gone, **points, **read}).url == PAGE
    answer = officer.post(f"{PAGE}change/", {**typed, **read})  # of another officer, who read it before
    assert (answer.status_code, "meanwhile" in answer.content.decode()) == (409, True)
    assert api(oli).put(PATH, {"criteria": details, **read}).json()["code"] == "rubric_changed"
    assert len(api(tahmina).get(PATH).json()) == 4
    assert api(tahmina).put(PATH, {"criteria": details}).status_code == 403
    assert api(oli).put(PATH, {"criteria": details[:4]}).json()["errors"]["criteria"]
    assert [each["points"] for each in api(oli).put(PATH, {"criteria": details}).json()] == [
        each["points"] for each in details
    ]

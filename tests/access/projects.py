"""Projects of trainees: in work, proposed, submitted, one on which two assessors differ, and one that is not passed."""

from typing import Any

from market.accounts.models import User
from market.training.models import Batch, Project
from market.training.projects.actions import Idea, agree_project, open_projects, propose_project
from market.training.projects.check_in_actions import add_check_in
from market.training.projects.version_actions import add_version, submit_project
from tests import make
from tests.training import plan_story, project_story


def make_projects(batch: Batch, people: dict[str, User]) -> dict[str, Any]:
    """Rina's is in work, in the trainer's batch; that of the client, who completed a course, is not passed."""
    trainer, officers = people["t"], [make.make_officer(), make.make_person("Mina", roles=[User.Role.OFFICER])]
    open_projects(by=trainer, batch_id=batch.pk)
    project = project_story.agreed(people["r"], trainer)
    version = add_version(by=people["r"], project_id=project.pk, links=[project_story.LINK])
    check_in = add_check_in(by=people["r"], project_id=project.pk, done="Sketches", next_step="Label")
    others = [make.make_person(name) for name in ("Poly", "Shima", "Dipa")]
    for seat, each in enumerate(others, start=20):
        plan_story.enrolled(batch, each, seat=seat)
    proposed = propose_project(by=others[0], idea=Idea(brief_id=project_story.brief().pk))
    differing = project_story.assessed(officers[0], project_story.submitted(others[2], trainer), 90, "honours")
    project_story.assessed(officers[1], differing, 70, "passed")
    points = project_story.points(80)
    return {
        "points": [{"criterion": pk, "points": number} for pk, number in points.items()],
        "marks": {"result": "passed", "text": "Solid work", **{f"points_{pk}": each for pk, each in points.items()}},
        "project_id": project.pk,
        "version_id": version.pk,
        "check_in_id": check_in.pk,
        "brief_id": project_story.brief().pk,
        "topic": "graphics-design",
        "topic_id": batch.topic_id,
        "proposed.project_id": proposed.pk,
        "submitted.project_id": project_story.submitted(others[1], trainer).pk,
        "differing.project_id": differing.pk,
        "failed.project_id": _failed(people["c"], officers).pk,
    }


def _failed(trainee: User, officers: list[User]) -> Project:
    project = propose_project(by=trainee, idea=Idea(title="Posts", text="Ten posts", deliverables="Ten pictures"))
    agree_project(by=officers[0], project_id=project.pk)
    add_version(by=trainee, project_id=project.pk, links=[project_story.LINK])
    project = submit_project(by=trainee, project_id=project.pk)
    for each in officers:
        project = project_story.assessed(each, project, 40, "not_passed")
    return project

"""Short ways to a project of a trainee."""

from datetime import date, timedelta

from market.accounts.models import User
from market.core.base import clock
from market.training.assessments.actions import Marks, assess_project
from market.training.models import Batch, Brief, Criterion, Project
from market.training.projects.actions import Idea, agree_project, open_projects, propose_project
from market.training.projects.version_actions import add_version, submit_project
from tests.training import plan_story

LINK = "https://github.com/farida/honey"


def open_batch(officer: User, trainer: User, *trainees: User) -> Batch:
    """One in which these study and can choose projects."""
    batch = plan_story.planned_batch(officer, trainer=trainer)
    for seat, each in enumerate(trainees, start=1):
        plan_story.enrolled(batch, each, seat=seat)
    return open_projects(by=trainer, batch_id=batch.pk)


def brief() -> Brief:
    return Brief.objects.get(key="logo-of-a-honey-maker")


def agreed(trainee: User, trainer: User) -> Project:
    """A project in work, by a brief."""
    project = propose_project(by=trainee, idea=Idea(brief_id=brief().pk))
    return agree_project(by=trainer, project_id=project.pk)


def submitted(trainee: User, trainer: User) -> Project:
    """A project that waits for an assessment."""
    project = agreed(trainee, trainer)
    add_version(by=trainee, project_id=project.pk, links=[LINK])
    return submit_project(by=trainee, project_id=project.pk)


def points(percent: int) -> dict[int, int]:
    """So many points of a hundred: whole criteria first."""
    left, result = percent, {}
    for each in Criterion.objects.current().filter(topic__slug="graphics-design"):
        result[each.pk] = min(left, each.points)
        left -= result[each.pk]
    return result


def assessed(by: User, project: Project, percent: int, result: str, until: date | None = None) -> Project:
    marks = Marks(points=points(percent), result=result, text="Clear idea. Mend the label.", note="Late", until=until)
    return assess_project(by=by, project_id=project.pk, marks=marks)


def in_days(days: int) -> date:
    return clock.local(clock.now()).date() + timedelta(days=days)

"""Who may assess, and which results points allow."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from market.accounts.models import User
from market.core.base import clock
from market.training.assessments.models import Result
from market.training.district_outages.queries import extended_in
from market.training.models import Assessment, Project, ProjectChange
from market.training.projects import terms

Awaits = Project.Awaits
PARTS = {
    Awaits.ASSESSMENT: Assessment.Part.FIRST,
    Awaits.SECOND: Assessment.Part.SECOND,
    Awaits.AGAIN: Assessment.Part.AGAIN,
}
NEED_TWO = (Result.HONOURS, Result.NOT_PASSED)


def former_assessors(project: Project) -> set[int]:
    """The ids of those who do not assess what waits now: for a new assessment all before, else those of this round."""
    rows = (
        project.assessments.all() if project.awaits == Awaits.AGAIN else project.assessments.filter(round=project.round)
    )
    return set(rows.values_list("assessor_id", flat=True))


def may_judge(user: User, project: Project) -> bool:
    """Whether the user is one who may assess, or decide, what waits now, if they have not assessed it before."""
    place = project.enrolment
    if place.trainee_id == user.pk or project.awaits not in (*PARTS, Awaits.DECISION):
        return False
    return (
        user.has_own_role(User.Role.OFFICER) if project.awaits == Awaits.DECISION else terms.guides(user, place.batch)
    )


def resubmissions_left(project: Project) -> int:
    """How often it can still be sent back to be submitted again."""
    sent = project.changes.filter(kind=ProjectChange.Kind.ASSESSED, state=Project.State.RESUBMISSION).count()
    return max(0, settings.LIFECYCLE.project_resubmissions - sent)


def possible_results(project: Project, percent: int) -> list[Result]:
    """The results that so many points of a hundred allow, the suggested one first."""
    rules = settings.LIFECYCLE
    if project.awaits == Awaits.AGAIN:
        return [Result.PASSED if percent >= rules.project_pass_percent else Result.NOT_PASSED]
    if percent >= rules.project_honours_percent:
        return [Result.HONOURS, Result.PASSED]
    results = [Result.PASSED, Result.RESUBMISSION]
    if percent < rules.project_pass_percent:
        results = [Result.RESUBMISSION, Result.NOT_PASSED]
    return results if resubmissions_left(project) else [each for each in results if each != Result.RESUBMISSION]


def percent_of(pairs: Iterable[tuple[int, int]]) -> int:
    """Points of a hundred, rounded down, of pairs of points and how many there could be."""
    rows = list(pairs)
    return sum(points for points, _most in rows) * 100 // sum(most for _points, most in rows)


def may_ask_again(project: Project) -> bool:
    """Whether the trainee can ask for another assessment: once, and not long after the result."""
    if project.state != Project.State.NOT_PASSED or project.decided_at is None:
        return False
    is_late = clock.now() > again_until(project)
    return not is_late and not project.assessments.filter(part=Assessment.Part.AGAIN).exists()


def again_until(project: Project) -> datetime:
    """Until when the trainee can ask for it."""
    assert project.decided_at is not None  # noqa: S101  # for mypy: it is decided
    until = project.decided_at + timedelta(days=settings.LIFECYCLE.project_again_days)
    return extended_in(project.enrolment.batch, project.decided_at, until)

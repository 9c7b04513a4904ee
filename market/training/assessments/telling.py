"""Who hears what of an assessment."""

from collections.abc import Iterable

from market.accounts.models import User
from market.core.base.events import Event, emit
from market.core.base.payloads import HomeTime, Written
from market.training.assessments import events, rules
from market.training.assessments.models import Result
from market.training.models import Assessment, Project

KINDS: dict[str, type[events.SecondAssessmentNeeded | events.DecisionNeeded | events.AgainWanted]] = {
    Project.Awaits.SECOND: events.SecondAssessmentNeeded,
    Project.Awaits.DECISION: events.DecisionNeeded,
    Project.Awaits.AGAIN: events.AgainWanted,
}


def tell_judges(project: Project, people: Iterable[User]) -> None:
    """Tell those who may that a second assessment, a decision or a new assessment is needed."""
    place = project.enrolment
    assert project.answer_due_at is not None  # noqa: S101  # for mypy: it waits
    due = HomeTime(project.answer_due_at)
    needed = KINDS[project.awaits](batch=place.batch.code, trainee=place.trainee, due=due)
    emit(needed, on=project, by=None, to=people)


def tell_result(project: Project, assessment: Assessment) -> None:
    """Tell the trainee what counts now."""
    place = project.enrolment
    emit(_result_event(project, assessment), on=project, by=assessment.assessor, to=[place.trainee])


def _result_event(project: Project, assessment: Assessment) -> Event:
    code = project.enrolment.batch.code
    if assessment.result == Result.RESUBMISSION:
        assert project.due_at is not None  # noqa: S101  # for mypy: a day was chosen
        text = Written(assessment.assessor, assessment.text)
        return events.ProjectToResubmit(batch=code, text=text, due=HomeTime(project.due_at))
    if assessment.result == Result.HONOURS:
        return events.ProjectHonoured(batch=code)
    if assessment.result == Result.PASSED:
        return events.ProjectPassed(batch=code)
    if assessment.part == Assessment.Part.AGAIN:
        return events.ProjectNotPassedFinally(batch=code)
    return events.ProjectNotPassed(batch=code, due=HomeTime(rules.again_until(project)))

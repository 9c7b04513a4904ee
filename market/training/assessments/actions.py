"""Assessing projects: points by the rubric, a second assessor where it matters, and an officer where two differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid, NotAllowed
from market.training.assessments import rules, telling
from market.training.assessments.models import Result
from market.training.classes.adding_actions import clean_text
from market.training.models import Assessment, AssessmentPoints, Criterion, Project, ProjectChange
from market.training.projects import terms
from market.training.projects.actions import REASON_LENGTH, lock_own, lock_project, note_change
from market.training.projects.refusals import AgainNotPossible, NothingToAnswer, ResultNotPossible, SameAssessor
from market.training.projects.waiting_actions import who_answers

TEXT_LENGTH = 2000
Awaits, Part = Project.Awaits, Assessment.Part


@dataclass(frozen=True)
class Marks:
    """What an assessor gives: points by the id of each criterion, a result, a text for the trainee, a note for the
    staff, and for a resubmission until when."""

    points: Mapping[int, int] = field(default_factory=dict)
    result: str = ""
    text: str = ""
    note: str = ""
    until: date | None = None


@atomic
def assess_project(*, by: User, project_id: int, marks: Marks) -> Project:
    """Assess what was submitted. Honours and “not passed” count once a second assessor says the same.

    Raises NotFound, NotAllowed to others than the batch's trainers and officers, SameAssessor, NothingToAnswer,
    ResultNotPossible, Invalid for points, texts and the day.
    """
    project = _lock_waiting(by, project_id, tuple(rules.PARTS))
    criteria = list(Criterion.objects.current().filter(topic=project.enrolment.batch.topic_id))
    points = _clean_points(criteria, marks.points)
    percent = rules.percent_of((points[each.pk], each.points) for each in criteria)
    if marks.result not in rules.possible_results(project, percent):
        raise ResultNotPossible(percent=percent)
    assessment = _save(project, rules.PARTS[Awaits(project.awaits)], by, marks, percent)
    AssessmentPoints.objects.bulk_create(
        AssessmentPoints(assessment=assessment, criterion=each, points=points[each.pk], most=each.points)
        for each in criteria
    )
    _go_on(project, assessment, marks.until)
    return project


def _lock_waiting(by: User, project_id: int, awaits: tuple[str, ...]) -> Project:
    project = lock_project(by, project_id)
    if project.awaits not in awaits:
        raise NothingToAnswer
    if not rules.may_judge(by, project):
        raise NotAllowed
    if by.pk in rules.former_assessors(project):
        raise SameAssessor
    return project


def _clean_points(criteria: list[Criterion], points: Mapping[int, int]) -> dict[int, int]:
    if not criteria:
        raise Invalid(errors={"points": [_("This topic has no rubric yet.")]})
    wrong = [each for each in criteria if not 0 <= points.get(each.pk, -1) <= each.points]
    if wrong:
        sentence = _("Give each criterion its points: %(name)s takes 0 to %(most)s.")
        raise Invalid(errors={"points": [sentence % {"name": each.name, "most": each.points} for each in wrong]})
    return {each.pk: points[each.pk] for each in criteria}


def _save(project: Project, part: str, by: User, marks: Marks, percent: int | None) -> Assessment:
    assert project.submitted is not None  # noqa: S101  # for mypy: it was submitted
    text = clean_text("text", marks.text, TEXT_LENGTH, missing=_("Write to the trainee what is good, and what is not."))
    return Assessment.objects.create(
        project=project,
        round=project.round,
        part=part,
        version=project.submitted,
        assessor=by,
        at=clock.now(),
        percent=percent,
        result=marks.result,
        text=text,
        note=clean_text("note", marks.note, TEXT_LENGTH),
    )


def _go_on(project: Project, assessment: Assessment, until: date | None) -> None:
    """After a first assessment that needs another the second; where two differ the decision; else it counts."""
    if assessment.part == Part.FIRST and assessment.result in rules.NEED_TWO:
        terms.start_waiting(project, Awaits.SECOND)
        project.save()
        telling.tell_judges(project, who_answers(project))
        return
    if assessment.part == Part.SECOND:
        first = project.assessments.get(round=project.round, part=Part.FIRST)
        if first.result != assessment.result:
            terms.start_waiting(project, Awaits.DECISION)
            project.save()
            telling.tell_judges(project, who_answers(project))
            return
    _settle(project, assessment, until)


def _settle(project: Project, assessment: Assessment, until: date | None) -> None:
    """The result counts: write it to the project, and tell the trainee."""
    now = clock.now()
    terms.stop_waiting(project)
    project.state = Project.State(assessment.result)
    if assessment.result == Result.RESUBMISSION:
        if until is None or terms.end_of(until) <= now:
            raise Invalid(errors={"until": [_("Say until which day it is to be submitted again.")]})
        terms.set_deadline(project, terms.end_of(until))
        terms.set_check_in(project, terms.next_check_in(project, now + terms.WEEK))
    else:
        project.decided_at = now
    project.save()
    note_change(project, ProjectChange.Kind.ASSESSED, assessment.assessor)
    telling.tell_result(project, assessment)


@atomic
def decide_project(*, by: User, project_id: int, result: str, text: str, until: date | None = None) -> Project:
    """Decide between two assessors who differ: one of their results, with a reason that the trainee reads.

    Raises NotFound, NotAllowed to others than officers, SameAssessor, NothingToAnswer, Invalid.
    """
    project = _lock_waiting(by, project_id, (Awaits.DECISION,))
    both = project.assessments.filter(round=project.round, part__in=[Part.FIRST, Part.SECOND])
    if result not in set(both.values_list("result", flat=True)):
        raise Invalid(errors={"result": [_("Choose the result of one of the two assessors.")]})
    decision = _save(project, Part.DECISION, by, Marks(result=result, text=text), None)
    _settle(project, decision, until)
    return project


@atomic
def ask_again(*, by: User, project_id: int, reason: str) -> Project:
    """Ask for another assessment of what was not passed, once. Repeated while it waits, it changes nothing.

    Raises NotFound, NotAllowed to others than the trainee, AgainNotPossible, Invalid.
    """
    project = lock_own(by, project_id)
    if project.awaits == Awaits.AGAIN:
        return project
    if not rules.may_ask_again(project):
        raise AgainNotPossible(days=settings.LIFECYCLE.project_again_days)
    reason = clean_text("reason", reason, REASON_LENGTH, missing=_("Say what you see in another way."))
    project.state, project.decided_at = Project.State.SUBMITTED, None
    project.round += 1
    terms.start_waiting(project, Awaits.AGAIN)
    project.save()
    note_change(project, ProjectChange.Kind.AGAIN, by, reason=reason)
    telling.tell_judges(project, who_answers(project))
    return project

"""Deadlines of projects: who is to answer is reminded twice, then the officers hear of it; trainees of theirs."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.payloads import HomeTime
from market.core.base.reminders import next_reminder
from market.training.classes.people import trainers_of
from market.training.district_outages.moving_actions import move_along
from market.training.issuing.actions import officers
from market.training.models import Project
from market.training.projects import events, terms
from market.training.projects.actions import RELATED

Awaits = Project.Awaits


def who_answers(project: Project) -> list[User]:
    """Those for whom a project waits: the batch's trainers, without who assessed it; officers where they decide."""
    former = set(project.assessments.values_list("assessor", flat=True))
    others = [each for each in trainers_of(project.enrolment.batch) if each.pk not in former]
    if project.awaits in (Awaits.AGREEMENT, Awaits.ASSESSMENT):
        return trainers_of(project.enrolment.batch)
    staff = [each for each in officers() if each.pk not in former]
    return staff if project.awaits == Awaits.DECISION else [*others, *staff]


def _take_due(project_id: int, column: str, **more: object) -> Project | None:
    """The project, locked, if this column is due and its trainee still studies."""
    rows = Project.objects.filter(**{f"{column}__lte": clock.now()}, **more).select_related(*RELATED)
    project = rows.select_for_update(of=("self",), no_key=True).filter(pk=project_id).first()
    if project is not None and project.enrolment.state not in project.enrolment.STUDYING:
        setattr(project, column, None)
        terms.stop_waiting(project)
        terms.set_check_in(project, None)
        project.save()
        return None
    return project


@atomic
def remind_of_waiting(*, project_id: int) -> None:
    """Remind those for whom a project waits."""
    project = _take_due(project_id, "remind_at")
    if project is None or project.answer_due_at is None:
        return
    project.remind_at = next_reminder(project.answer_due_at, terms.ANSWER_REMINDERS, after=clock.now())
    project.save(update_fields=["remind_at"])
    place = project.enrolment
    waits = events.ProjectWaits(batch=place.batch.code, trainee=place.trainee, due=HomeTime(project.answer_due_at))
    emit(waits, on=project, by=None, to=who_answers(project))


@atomic
def escalate_waiting(*, project_id: int) -> None:
    """Tell the officers and the lead trainer of a project that nobody looked at in time. It waits on."""
    project = _take_due(project_id, "answer_due_at", escalated_at=None)
    if project is None:
        return
    project.escalated_at = clock.now()
    project.save(update_fields=["escalated_at"])
    place = project.enrolment
    late = events.ProjectWaitsLong(batch=place.batch.code, trainee=place.trainee)
    lead = [place.batch.trainer] if place.batch.trainer else []
    emit(late, on=project, by=None, to=[*officers(), *lead])


@atomic
def remind_of_deadline(*, project_id: int) -> None:
    """Remind a trainee of the day by which the project is to be submitted."""
    project = _take_due(project_id, "remind_due_at")
    if project is None or project.due_at is None:
        return
    project.remind_due_at = next_reminder(project.due_at, terms.DUE_REMINDERS, after=clock.now())
    project.save(update_fields=["remind_due_at"])
    place = project.enrolment
    if project.is_in_work and project.due_at > clock.now():
        due = events.ProjectDue(batch=place.batch.code, due=HomeTime(project.due_at))
        emit(due, on=project, by=None, to=[place.trainee])


@atomic
def remind_of_check_in(*, project_id: int) -> None:
    """Remind a trainee of the check-in of the week."""
    project = _take_due(project_id, "remind_check_in_at")
    if project is None or project.check_in_due_at is None:
        return
    project.remind_check_in_at = None
    project.save(update_fields=["remind_check_in_at"])
    place = project.enrolment
    due = events.CheckInDue(batch=place.batch.code, due=HomeTime(project.check_in_due_at))
    emit(due, on=project, by=None, to=[place.trainee])


@atomic
def miss_check_in(*, project_id: int) -> None:
    """Count a check-in that was not written; after two in a row the trainers hear of it."""
    project = _take_due(project_id, "check_in_due_at")
    if project is None or project.check_in_due_at is None:
        return
    project.missed += 1
    terms.set_check_in(project, terms.next_check_in(project, project.check_in_due_at + terms.WEEK))
    project.save()
    if project.check_in_due_at is not None:
        move_along("project.check_in_due_at", project.pk, project.check_in_due_at, terms.WEEK)
    place = project.enrolment
    if project.check_in_due_at is not None:
        due = HomeTime(project.check_in_due_at)
        emit(events.CheckInMissed(batch=place.batch.code, due=due), on=project, by=None, to=[place.trainee])
    if project.missed == terms.FALLS_BEHIND:
        behind = events.TraineeFallsBehind(batch=place.batch.code, trainee=place.trainee)
        emit(behind, on=project, by=None, to=trainers_of(place.batch))

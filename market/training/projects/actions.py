"""Trainees propose projects, trainers agree or send them back, and give more time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, NotAllowed
from market.core.base.events import Address, emit
from market.core.base.payloads import HomeTime, Written
from market.core.text.formats import format_day
from market.core.text.locale import language
from market.training.classes.adding_actions import clean_text
from market.training.classes.people import trainees_of, trainers_of
from market.training.models import Batch, Brief, Enrolment, Project, ProjectChange
from market.training.projects import events, terms
from market.training.projects.refusals import (
    NothingToAnswer,
    ProjectNotInWork,
    ProjectNotOpen,
    ProjectWaitsForAnswer,
)

TITLE_LENGTH, TEXT_LENGTH, DELIVERABLES_LENGTH, REASON_LENGTH = 160, 2000, 1000, 500
State, Awaits, Kind = Project.State, Project.Awaits, ProjectChange.Kind
RELATED = ("enrolment__batch__trainer", "enrolment__trainee")


@dataclass(frozen=True)
class Idea:
    """What a trainee wants to make: by a brief, or all in their own words."""

    title: str = ""
    text: str = ""
    client: str = ""
    deliverables: str = ""
    brief_id: int | None = None


def lock_project(by: User, project_id: object) -> Project:
    """A project that the user sees, locked. Raises NotFound."""
    return lock(Project.objects.visible_to(by).select_related(*RELATED), project_id)


def lock_own(by: User, project_id: object) -> Project:
    """The user's own, locked, while they study. Raises NotFound, NotAllowed."""
    project = lock_project(by, project_id)
    if not terms.studies(by, project.enrolment):
        raise NotAllowed
    return project


def lock_guided(by: User, project_id: object) -> Project:
    """One that the user answers and comments, locked: a trainer of the batch, or an officer. Raises NotFound,
    NotAllowed."""
    project = lock_project(by, project_id)
    require_guide(by, project)
    return project


def require_guide(by: User, project: Project) -> None:
    """Raise NotAllowed unless the user guides the project; nobody guides their own."""
    if project.enrolment.trainee_id == by.pk or not terms.guides(by, project.enrolment.batch):
        raise NotAllowed


def note_change(project: Project, kind: str, by: User, **columns: object) -> ProjectChange:
    """Write what became of a project, with its state from now on."""
    return ProjectChange.objects.create(
        project=project, kind=kind, by=by, at=clock.now(), state=project.state, **columns
    )


@atomic
def propose_project(*, by: User, idea: Idea) -> Project:
    """Propose a project for one's place: the first, one that was sent back, or a change of one in work.

    Raises NotFound without a place, ProjectNotOpen, ProjectWaitsForAnswer, ProjectNotInWork once it is submitted,
    Invalid at each field.
    """
    studying = Enrolment.objects.filter(trainee=by).studying().select_related("batch__trainer", "batch__topic")
    place = lock(studying, studying.order_by("-pk").values_list("pk", flat=True).first())
    now = clock.now()
    if now < (opens := terms.opens_at(place.batch)):
        raise ProjectNotOpen(on=format_day(clock.local(opens).date(), language()))
    existing = Project.objects.filter(enrolment=place).values_list("pk", flat=True).first()
    project = lock_own(by, existing) if existing else Project(enrolment=place, proposed_at=now)
    if project.awaits == Awaits.AGREEMENT:
        raise ProjectWaitsForAnswer
    if project.state not in (State.PROPOSED, State.RETURNED, *Project.IN_WORK):
        raise ProjectNotInWork
    texts = _clean(idea, place)
    if not project.is_in_work:
        project.state = State.PROPOSED
        for name, value in texts.items():
            setattr(project, name, value)
    if project.pk is None:
        project.save()
    change = note_change(project, Kind.PROPOSED, by, **texts)
    project.waiting, project.proposed_at = change, now
    terms.start_waiting(project, Awaits.AGREEMENT)
    project.save()
    _tell_trainers(project, change, by)
    return project


def _tell_trainers(project: Project, change: ProjectChange, by: User) -> None:
    assert project.answer_due_at is not None  # noqa: S101  # for mypy: it waits
    batch = project.enrolment.batch
    due = HomeTime(project.answer_due_at)
    proposed = events.ProjectProposed(batch=batch.code, trainee=by, title=Written(by, change.title), due=due)
    emit(proposed, on=project, by=by, to=trainers_of(batch))


def _clean(idea: Idea, place: Enrolment) -> dict[str, object]:
    """The texts of an idea; a brief fills what is empty."""
    brief = None
    if idea.brief_id is not None:
        brief = Brief.objects.active().filter(topic=place.batch.topic_id, pk=idea.brief_id).first()
        if brief is None:
            raise Invalid(errors={"brief_id": [_("Choose a brief of your topic.")]})
    return {
        "brief": brief,
        "title": clean_text(
            "title", idea.title or (brief.title if brief else ""), TITLE_LENGTH, missing=_("Give it a title.")
        ),
        "text": clean_text(
            "text", idea.text or (brief.text if brief else ""), TEXT_LENGTH, missing=_("Say what you want to make.")
        ),
        "client": clean_text("client", idea.client, TITLE_LENGTH),
        "deliverables": clean_text(
            "deliverables",
            idea.deliverables or (brief.deliverables if brief else ""),
            DELIVERABLES_LENGTH,
            missing=_("Say what you will deliver."),
        ),
    }


@atomic
def agree_project(*, by: User, project_id: int) -> Project:
    """Agree to what is proposed: from now on it is the project.

    Raises NotFound, NotAllowed to others than officers and the batch's trainers, NothingToAnswer.
    """
    project = lock_guided(by, project_id)
    waiting = _require_waiting(project)
    is_change = project.is_in_work
    for name in ("brief", "title", "text", "client", "deliverables"):
        setattr(project, name, getattr(waiting, name))
    terms.stop_waiting(project)
    now = clock.now()
    if not is_change:
        project.state, project.agreed_by, project.agreed_at = State.AGREED, by, now
        terms.set_deadline(project, max(terms.deadline_of(project.enrolment.batch), now + terms.WEEK))
        terms.set_check_in(project, terms.next_check_in(project, now + terms.WEEK))
    project.save()
    note_change(project, Kind.AGREED, by)
    assert project.due_at is not None  # noqa: S101  # for mypy: set when it was agreed
    agreed = events.ProjectAgreed(batch=project.enrolment.batch.code, trainer=by, due=HomeTime(project.due_at))
    emit(agreed, on=project, by=by, to=[project.enrolment.trainee])
    return project


@atomic
def return_project(*, by: User, project_id: int, reason: str) -> Project:
    """Send back what is proposed. A project in work goes on as it was.

    Raises NotFound, NotAllowed to others than officers and the batch's trainers, NothingToAnswer, Invalid.
    """
    project = lock_guided(by, project_id)
    _require_waiting(project)
    reason = clean_text("reason", reason, REASON_LENGTH, missing=_("Say why, so that it can be made better."))
    terms.stop_waiting(project)
    if not project.is_in_work:
        project.state = State.RETURNED
    project.save()
    note_change(project, Kind.RETURNED, by, reason=reason)
    code, words = project.enrolment.batch.code, Written(by, reason)
    emit(
        events.ProjectReturned(batch=code, trainer=by, reason=words), on=project, by=by, to=[project.enrolment.trainee]
    )
    return project


def _require_waiting(project: Project) -> ProjectChange:
    if project.waiting is None:
        raise NothingToAnswer
    return project.waiting


@atomic
def extend_project(*, by: User, project_id: int, until: date, reason: str) -> Project:
    """Give more time, to the end of a day.

    Raises NotFound, NotAllowed to others than officers and the batch's trainers, ProjectNotInWork, Invalid.
    """
    project = lock_guided(by, project_id)
    if not project.is_in_work:
        raise ProjectNotInWork
    reason = clean_text("reason", reason, REASON_LENGTH, missing=_("Say why."))
    due = end_of_a_day(project, until)
    terms.set_deadline(project, due)
    if project.check_in_due_at is None:  # they end with the time of a project
        terms.set_check_in(project, terms.next_check_in(project, clock.now() + terms.WEEK))
    project.save()
    note_change(project, Kind.EXTENDED, by, reason=reason, due_at=due)
    code, words = project.enrolment.batch.code, Written(by, reason)
    extended = events.ProjectExtended(batch=code, trainer=by, reason=words, due=HomeTime(due))
    emit(extended, on=project, by=by, to=[project.enrolment.trainee])
    return project


def end_of_a_day(project: Project, until: date) -> datetime:
    """The end of a day to come, later than the deadline so far. Raises Invalid at "until"."""
    due = terms.end_of(until)
    if due <= max(clock.now(), project.due_at or clock.now()):
        raise Invalid(errors={"until": [_("Choose a later day than the deadline so far.")]})
    return due


@atomic
def open_projects(*, by: User, batch_id: int) -> Batch:
    """Let trainees of a batch choose projects from now on. Repeated, it changes nothing.

    Raises NotFound, NotAllowed to others than officers and the batch's trainers.
    """
    batch = lock(Batch.objects.visible_to(by), batch_id)
    if not terms.guides(by, batch):
        raise NotAllowed
    if batch.projects_opened_at is None and clock.now() < terms.opens_at(batch):
        batch.projects_opened_at = clock.now()
        batch.save(update_fields=["projects_opened_at"])
        opened = events.ProjectsOpened(batch=batch.code)
        emit(opened, on=batch, by=by, to=trainees_of(batch), page=Address(reverse("my_project")))
    return batch


def move_project(was: Enrolment, new: Enrolment) -> None:
    """Let a project go with its trainee into another batch; its time is never less than before."""
    project = Project.objects.filter(enrolment=was).select_for_update(of=("self",), no_key=True).first()
    if project is None:
        return
    project.enrolment = new
    if project.due_at is not None and project.is_in_work:
        terms.set_deadline(project, max(project.due_at, terms.deadline_of(new.batch)))
    project.save()

"""Trainees add versions of their projects, trainers and trainees comment on them, and one is submitted."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import HomeTime, Written
from market.files.access import attachable
from market.training.classes.adding_actions import clean_text
from market.training.classes.people import trainers_of
from market.training.materials.actions import is_https
from market.training.models import Project, ProjectChange, ProjectVersion, VersionComment
from market.training.projects import events, terms
from market.training.projects.actions import lock_own, lock_project, note_change
from market.training.projects.refusals import (
    NothingNew,
    NoVersion,
    ProjectNotInWork,
    ProjectTooLate,
    ProjectWaitsForAnswer,
    TooManyVersions,
)

NOTE_LENGTH, COMMENT_LENGTH, LINK_LENGTH = 2000, 2000, 500
MOST_LINKS, MOST_VERSIONS = 10, 99
State = Project.State


@atomic
def add_version(
    *, by: User, project_id: int, note: str = "", links: Iterable[str] = (), file_ids: Iterable[object] = ()
) -> ProjectVersion:
    """Add a version: files, links, or both. It gets the next number, and stays as it is.

    Raises NotFound, NotAllowed to others than the trainee, ProjectNotInWork, TooManyVersions, Invalid.
    """
    project = lock_own(by, project_id)
    if not project.is_in_work:
        raise ProjectNotInWork
    addresses, files = _clean_links(links), attachable(by, file_ids)
    if not addresses and not files:
        raise Invalid(errors={"links": [_("Add a file or a link.")]})
    last = project.versions.first()
    number = last.number + 1 if last else 1
    if number > MOST_VERSIONS:
        raise TooManyVersions(most=MOST_VERSIONS)
    version = ProjectVersion(project=project, number=number, by=by, at=clock.now(), links="\n".join(addresses))
    version.note = clean_text("note", note, NOTE_LENGTH)
    version.save()
    version.files.set(files)
    added = events.VersionAdded(batch=project.enrolment.batch.code, trainee=by, number=number)
    emit(added, on=version, by=by, to=trainers_of(project.enrolment.batch))
    return version


def _clean_links(links: Iterable[str]) -> list[str]:
    addresses = list(dict.fromkeys(each.strip() for each in links if each.strip()))
    if len(addresses) > MOST_LINKS:
        raise Invalid(errors={"links": [_("Give %(most)s links at most.") % {"most": MOST_LINKS}]})
    if any(len(each) > LINK_LENGTH or not is_https(each) for each in addresses):
        raise Invalid(errors={"links": [_("Give an address that begins with https://.")]})
    return addresses


@atomic
def comment_version(*, by: User, version_id: int, text: str) -> VersionComment:
    """Say something about a version. The other side hears it: the trainee, or the trainers.

    Raises NotFound, NotAllowed to others than the trainee, the batch's trainers and officers, Invalid.
    """
    version = fetch(ProjectVersion.objects.visible_to(by), version_id)
    project = lock_project(by, version.project_id)
    place = project.enrolment
    is_own = terms.studies(by, place)
    if not is_own and (place.trainee_id == by.pk or not terms.guides(by, place.batch)):
        raise NotAllowed
    text = clean_text("text", text, COMMENT_LENGTH, missing=_("Write something."))
    comment = VersionComment.objects.create(version=version, by=by, at=clock.now(), text=text)
    written = events.VersionCommented(batch=place.batch.code, person=by, number=version.number, text=Written(by, text))
    emit(written, on=version, by=by, to=trainers_of(place.batch) if is_own else [place.trainee])
    return comment


@atomic
def submit_project(*, by: User, project_id: int) -> Project:
    """Submit the last version for assessment.

    Raises NotFound, NotAllowed to others than the trainee, ProjectNotInWork, ProjectWaitsForAnswer while a change is
    proposed, ProjectTooLate, NoVersion, NothingNew where the last version was assessed already.
    """
    project = lock_own(by, project_id)
    if not project.is_in_work:
        raise ProjectNotInWork
    if project.awaits:
        raise ProjectWaitsForAnswer
    now = clock.now()
    if project.due_at is not None and project.due_at < now:
        raise ProjectTooLate
    version = project.versions.first()
    if version is None:
        raise NoVersion
    if version.pk == project.submitted_id:
        raise NothingNew
    project.state, project.submitted, project.submitted_at = State.SUBMITTED, version, now
    project.round += 1
    terms.start_waiting(project, Project.Awaits.ASSESSMENT)
    project.save()
    note_change(project, ProjectChange.Kind.SUBMITTED, by)
    assert project.answer_due_at is not None  # noqa: S101  # for mypy: it waits
    batch = project.enrolment.batch
    submitted = events.ProjectSubmitted(batch=batch.code, trainee=by, due=HomeTime(project.answer_due_at))
    emit(submitted, on=project, by=by, to=trainers_of(batch))
    return project

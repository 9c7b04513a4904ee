"""Versions of courses: written by one trainer or officer, published or sent back by another one."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, lock_of
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.learning.courses.blocks import Fault
from market.learning.courses.course_files import Files, read_course
from market.learning.courses.models import BatchVersion, Course, CourseVersion
from market.learning.courses.storing_actions import bring_into_use, store_version
from market.learning.versions import events
from market.learning.versions.archives import read_archive
from market.training.classes.actions import clean_reason
from market.training.models import Batch

ROLES = (User.Role.TRAINER, User.Role.OFFICER)
REVIEWING = act_of_two("course_version", *ROLES)
State = CourseVersion.State
MOST_FAULTS = 1000  # that are named of a course


class FaultsInCourse(DomainError):
    """The files of a course cannot be taken as they are: `found` says what is wrong where."""

    status = 400
    help = "programme#lessons"
    code = "faults_in_course"
    sentence = _("The course was not taken: %(count)s things in its files are to be mended first.")

    def __init__(self, faults: list[Fault]) -> None:
        named = faults[:MOST_FAULTS]
        lines = [f"{each.file}{f', {each.line}' if each.line else ''}: {each.sentence}" for each in named]
        super().__init__(errors={"file": list(lines)}, count=len(faults))
        self.faults = faults


class OtherTopic(DomainError):
    """The files are of a course about something else."""

    help = "programme#lessons"
    code = "other_topic"
    sentence = _("These are the files of another course: the topic in course.toml is not that of this one.")


class VersionDecided(DomainError):
    """Somebody was faster."""

    help = "programme#lessons"
    code = "version_decided"
    sentence = _("This version does not wait any more. Load the page anew to see what became of it.")


class OwnVersion(NotAllowed):
    """Nobody publishes what they wrote."""

    help = "programme#lessons"
    code = "own_version"
    sentence = _("You wrote this version. Another trainer or officer must read it and publish it.")


def require_writer(by: User) -> None:
    """Raises NotAllowed to others than trainers and officers."""
    if not by.has_role(*ROLES):
        raise NotAllowed


@atomic
def submit_course(*, by: User, course_slug: str, content: bytes) -> CourseVersion:
    """Submit a course as an archive: it waits for a second person. What waits already is replaced by its writer.

    Raises NotAllowed, NotFound, Invalid for what is no archive, FaultsInCourse, OtherTopic, VersionDecided where the
    version of somebody else waits.
    """
    require_writer(by)
    course = lock_of(Course.objects.select_related("topic"), slug=course_slug)
    return submit_files(by=by, course=course, files=read_archive(content))


@atomic
def submit_files(*, by: User, course: Course, files: Files) -> CourseVersion:
    """Submit the files of a locked course. Raises as `submit_course`, beside what is wrong with an archive."""
    require_writer(by)
    read = read_course(files)
    if read.faults:
        raise FaultsInCourse(read.faults)
    if read.topic != (course.topic.slug if course.topic else ""):
        raise OtherTopic
    if course.versions.filter(state=State.SUBMITTED).exclude(written_by=by).exists():
        raise VersionDecided
    version = store_version(course, read, files, by=by)
    audit("course.submitted", by=by, on=version, course=course.slug, number=version.number)
    submitted = events.CourseSubmitted(writer=by, course=events.title_of(version))
    emit(submitted, on=version, by=by, to=writers().exclude(pk=by.pk))
    return version


def writers() -> QuerySet[User]:
    """Trainers and officers with an active account."""
    return User.objects.filter(is_active=True, roles__overlap=list(ROLES)).order_by("pk")


@atomic
def publish_version(*, by: User, version_id: int) -> CourseVersion:
    """Everybody reads it from now on; batches that run keep what they have. Raises as `return_version`."""
    version = _lock_submitted(by, version_id)
    version.reviewed_by = by
    bring_into_use(version)
    audit("course.published", by=by, on=version, course=version.course.slug, number=version.number)
    published = events.CoursePublished(reviewer=by, course=events.title_of(version))
    emit(published, on=version, by=by, to=[each for each in (version.written_by,) if each])
    return version


@atomic
def return_version(*, by: User, version_id: int, reason: str) -> CourseVersion:
    """Send it back with what is to be mended.

    Raises NotFound, NotAllowed, NotInAnEmergency, OwnVersion, OnePerson, VersionDecided, Invalid without a reason.
    """
    version = _lock_submitted(by, version_id)
    version.answer, version.state, version.reviewed_by = clean_reason(reason), State.RETURNED, by
    version.save(update_fields=["answer", "state", "reviewed_by"])
    audit("course.returned", by=by, on=version, course=version.course.slug, number=version.number)
    returned = events.CourseReturned(reviewer=by, course=events.title_of(version), reason=Written(by, version.answer))
    emit(returned, on=version, by=by, to=[each for each in (version.written_by,) if each])
    return version


def _lock_submitted(by: User, version_id: int) -> CourseVersion:
    require_writer(by)
    seen = fetch(CourseVersion.objects.visible_to(by), version_id)
    lock(Course.objects.all(), seen.course_id)
    version = lock(CourseVersion.objects.select_related("course", "written_by"), version_id)
    REVIEWING.require(by, first=[version.written_by_id], refusal=OwnVersion)
    if version.state != State.SUBMITTED:
        raise VersionDecided
    return version


@atomic
def move_batch(*, by: User, batch_id: int, course_slug: str) -> None:
    """A batch that kept an older version reads the newest one from now on. Repeated it changes nothing.

    Raises NotFound to others than its trainers and officers.
    """
    batch = fetch(Batch.objects.visible_to(by), batch_id)
    rows = BatchVersion.objects.filter(batch=batch, course__slug=course_slug).select_related("version")
    for row in rows.select_for_update(of=("self",), no_key=True):
        audit("course.batch_moved", by=by, on=batch, course=course_slug, number=row.version.number)
        row.delete()

"""What the register adds to the frame of every page."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from market.accounts.models import User
from market.core.text.contact import opens_contact
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.training.district_outages.present import moved_deadline, outages_of
from market.training.enrolments.queries import has_course
from market.training.models import (
    Appeal,
    AttendanceObjection,
    ClassMaterial,
    Enrolment,
    Grievance,
    ProjectVersion,
    Recording,
    RegisterObjection,
)


@slot_renderer("menu", "training/menu.html", order=30)
def desk(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """Links to the register for officers, to their batches for trainers."""
    user = request.user
    if not user.is_authenticated or not user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        return None
    return {"is_officer": user.has_role(User.Role.OFFICER), "is_trainer": user.has_role(User.Role.TRAINER)}


@slot_renderer("menu", "training/course_menu.html", order=9)
def course(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The link to their course, for those who have a place in a batch."""
    user = request.user
    return {} if user.is_authenticated and not user.is_staff and has_course(user) else None


@slot_renderer("bar.member", "training/outage_bar.html")
def outage(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The outages that run where the user lives or learns."""
    user = request.user
    outages = outages_of(user) if user.is_authenticated else []
    return {"outages": outages} if outages else None


@slot_renderer("deadline.moved", "training/moved_deadline.html")
def moved(request: HttpRequest, kind: str, pk: int, due: datetime | None, **context: Any) -> dict[str, Any] | None:
    """Why a deadline is later than it was, beside it on any page."""
    move = moved_deadline(kind, pk, due)
    return {"moved": move} if move else None


@reader
def appeal_files(user: User) -> QuerySet[Upload]:
    """Officers may read the files of appeals."""
    if not user.has_role(User.Role.OFFICER):
        return Upload.objects.none()
    return Upload.objects.filter(pk__in=Appeal.files.through.objects.values("upload_id"))


@reader
def objection_photos(user: User) -> QuerySet[Upload]:
    """Officers may read the photos of objections."""
    if not user.has_role(User.Role.OFFICER):
        return Upload.objects.none()
    return Upload.objects.filter(pk__in=RegisterObjection.photos.through.objects.values("upload_id"))


@reader
def grievance_files(user: User) -> QuerySet[Upload]:
    """The office may read the files of grievances that it sees."""
    if not user.has_role(User.Role.OFFICER, User.Role.LEAD):
        return Upload.objects.none()
    return Upload.objects.filter(grievances__in=Grievance.objects.visible_to(user)).distinct()


@reader
def attendance_files(user: User) -> QuerySet[Upload]:
    """Officers may read the files of objections to attendance."""
    if not user.has_role(User.Role.OFFICER):
        return Upload.objects.none()
    return Upload.objects.filter(pk__in=AttendanceObjection.files.through.objects.values("upload_id"))


@reader
def class_files(user: User) -> QuerySet[Upload]:
    """Files of classes that the user sees."""
    return Upload.objects.filter(
        Q(class_materials__in=ClassMaterial.objects.visible_to(user))
        | Q(class_recordings__in=Recording.objects.visible_to(user))
    ).distinct()


@reader
def project_files(user: User) -> QuerySet[Upload]:
    """Files of versions of projects that the user sees."""
    return Upload.objects.filter(project_versions__in=ProjectVersion.objects.visible_to(user)).distinct()


@collection
def files_of_version(user: User, upload: Upload) -> Collection | None:
    """The newest version that the user sees and that has the file."""
    rows = ProjectVersion.objects.visible_to(user).filter(files=upload).select_related("project")
    version = rows.order_by("-pk").first()
    return Collection(list(version.files.all()), version.get_absolute_url(), version.project.title) if version else None


@collection
def files_of_material(user: User, upload: Upload) -> Collection | None:
    """The newest material that the user sees and that has the file."""
    rows = ClassMaterial.objects.visible_to(user).filter(files=upload).select_related("session")
    material = rows.order_by("-pk").first()
    return Collection(list(material.files.all()), material.get_absolute_url(), material.title) if material else None


@opens_contact
def meet_in_class(one: int, other: int) -> bool:
    """Whether one of two users teaches the other, or adds to their classes: they meet anyway, nothing is masked."""
    return _is_taught(one, other) or _is_taught(other, one)


def _is_taught(trainee: int, trainer: int) -> bool:
    teaching = Q(batch__teaching__trainer=trainer, batch__teaching__removed_at=None)
    adding = Q(batch__sessions__materials__added_by=trainer)
    places = Enrolment.objects.filter(trainee=trainee).studying()
    return places.filter(Q(batch__trainer=trainer) | teaching | adding).exists()

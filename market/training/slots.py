"""What the register adds to the frame of every page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from market.accounts.models import User
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.models import Upload
from market.training.enrolments.queries import has_course
from market.training.models import Appeal, RegisterObjection


@slot_renderer("menu", "training/menu.html", order=30)
def desk(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """Links to the register for officers, to their batches for trainers."""
    user = request.user
    if not user.is_authenticated or not user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        return None
    return {"is_officer": user.has_role(User.Role.OFFICER)}


@slot_renderer("menu", "training/course_menu.html", order=9)
def course(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The link to their course, for those who have a place in a batch."""
    user = request.user
    return {} if user.is_authenticated and not user.is_staff and has_course(user) else None


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

"""The pictures of a service: re-encoded on upload, like those of a profile."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.limits import spend
from market.core.web import clients
from market.profiles.portfolio import images
from market.profiles.portfolio.actions import TITLE_LENGTH, clean_title
from market.services.models import Service, ServicePicture
from market.services.offering.actions import lock_own_service
from market.services.offering.refusals import TooManyServicePictures

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_PICTURES, PICTURES_A_DAY, PICTURE_TITLE = 5, 60, TITLE_LENGTH


def add_service_picture(*, by: "User", service_id: int, file: "UploadedFile[bytes]", title: str) -> ServicePicture:
    """Add a picture at the end. Lists show the first one.

    Raises NotFound, NotYourService, TooManyServicePictures, Invalid at "title", TooMany past a day's
    limit, images.NotAPicture with the reason.
    """
    with atomic():  # before anything is decoded
        _lock_with_room(by, service_id)
    text = clean_title(title)
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    clients.spend_upload()
    encoded = images.encode(file)
    with atomic():
        service = _lock_with_room(by, service_id)
        last = service.pictures.aggregate(last=Max("position"))["last"] or 0
        picture = ServicePicture(service=service, position=last + 1, title=text, created_at=clock.now())
        picture.image.save(images.random_name(), encoded.full, save=False)
        picture.thumbnail.save(images.random_name(), encoded.thumbnail, save=False)
        picture.save()
        audit("service.picture_added", by=by, on=service)
    return picture


def _lock_with_room(by: "User", service_id: int) -> Service:
    """The user's service, locked. Raises TooManyServicePictures without room for one more."""
    service = lock_own_service(by, service_id)
    if service.pictures.count() >= MOST_PICTURES:
        raise TooManyServicePictures
    return service


@atomic
def move_picture_first(*, by: "User", service_id: int, picture_id: int) -> Service:
    """Move a picture to the first position. Raises NotFound, NotYourService."""
    service = lock_own_service(by, service_id)
    first = lock(service.pictures.all(), picture_id)
    order = [first, *service.pictures.exclude(pk=first.pk)]
    for position, each in enumerate(order, 1):
        each.position = position
    ServicePicture.objects.bulk_update(order, ["position"])
    audit("service.picture_moved", by=by, on=service)
    return service


@atomic
def remove_service_picture(*, by: "User", service_id: int, picture_id: int) -> Service:
    """Delete a picture and its files. Raises NotFound, NotYourService."""
    service = lock_own_service(by, service_id)
    picture = lock(service.pictures.all(), picture_id)
    images.delete_on_commit(picture.image, picture.thumbnail)
    picture.delete()
    audit("service.picture_removed", by=by, on=service)
    return service

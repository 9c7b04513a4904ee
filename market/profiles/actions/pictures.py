"""The pictures of a profile: re-encoded when they come in, so that nothing of the sent file is ever served."""

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core import clock, signals
from market.core.audit import audit
from market.core.bangla import clip, nfc
from market.core.db import atomic, lock
from market.core.errors import DomainError, NotFound
from market.core.limits import spend
from market.profiles import images
from market.profiles.actions.profiles import own_profile
from market.profiles.models import PortfolioPicture, Profile

MOST_PICTURES = 12
PICTURES_A_DAY = 60
TITLE_LENGTH = 80


class TooManyPictures(DomainError):
    """A portfolio shows a dozen pictures."""

    code = "too_many_pictures"
    sentence = _("Twelve pictures are the most. Remove one first.")


class NoSuchPicture(NotFound):
    """It is not one of hers."""


def add_picture(*, by: User, file: UploadedFile, title: str) -> PortfolioPicture:
    """Add a picture of her work at the end of the portfolio.

    Raises NoProfile, TooManyPictures, TooMany past a day's limit, images.NotAPicture with the reason.
    """
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    encoded = images.encode(file)
    with atomic():
        profile = own_profile(by)
        if profile.pictures.count() >= MOST_PICTURES:
            raise TooManyPictures
        last = profile.pictures.aggregate(last=Max("position"))["last"] or 0
        picture = PortfolioPicture(profile=profile, position=last + 1, title=_title(title), created_at=clock.now())
        picture.image.save(images.random_name(), encoded.full, save=False)
        picture.thumbnail.save(images.random_name(), encoded.thumbnail, save=False)
        picture.save()
        _changed(by, profile, "picture.added")
    return picture


def _title(text: str) -> str:
    return clip(" ".join(nfc(text).split()), TITLE_LENGTH)[:300]


def _changed(by: User, profile: Profile, code: str) -> None:
    profile.updated_at = clock.now()
    profile.save(update_fields=["updated_at"])
    audit(code, by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)


def _own_picture(profile: Profile, picture_id: int) -> PortfolioPicture:
    return lock(profile.pictures.all(), picture_id)


@atomic
def title_picture(*, by: User, picture_id: int, title: str) -> PortfolioPicture:
    """Give a picture another title. Raises NoProfile, NotFound."""
    profile = own_profile(by)
    picture = _own_picture(profile, picture_id)
    picture.title = _title(title)
    picture.save(update_fields=["title"])
    _changed(by, profile, "picture.titled")
    return picture


@atomic
def move_picture(*, by: User, picture_id: int, steps: int) -> None:
    """Move a picture by so many places: negative ones towards the front. Raises NoProfile, NotFound."""
    profile = own_profile(by)
    picture = _own_picture(profile, picture_id)
    order = list(profile.pictures.exclude(pk=picture.pk))
    place = sum(1 for each in order if (each.position, each.pk) < (picture.position, picture.pk))
    order.insert(max(0, min(place + steps, len(order))), picture)
    for position, each in enumerate(order, start=1):
        each.position = position
    PortfolioPicture.objects.bulk_update(order, ["position"])
    _changed(by, profile, "picture.moved")


@atomic
def remove_picture(*, by: User, picture_id: int) -> None:
    """Take a picture out of the portfolio, and its files away. Raises NoProfile, NotFound."""
    profile = own_profile(by)
    picture = _own_picture(profile, picture_id)
    images.delete_on_commit(picture.image, picture.thumbnail)
    picture.delete()
    _changed(by, profile, "picture.removed")


def set_face(*, by: User, file: UploadedFile) -> Profile:
    """Show a picture of herself (or of whatever she likes) beside her name. Raises as `add_picture`."""
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    square = images.encode_face(file)
    with atomic():
        profile = own_profile(by)
        images.delete_on_commit(profile.picture)
        profile.picture.save(images.random_name(), square, save=False)
        profile.save(update_fields=["picture"])
        _changed(by, profile, "face.set")
    return profile


@atomic
def remove_face(*, by: User) -> Profile:
    """Show her initial again. Raises NoProfile."""
    profile = own_profile(by)
    images.delete_on_commit(profile.picture)
    profile.picture = ""
    profile.save(update_fields=["picture"])
    _changed(by, profile, "face.removed")
    return profile

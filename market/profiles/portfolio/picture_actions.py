"""The pictures of a profile: re-encoded on upload, so that no byte of the sent file is ever served.

Each picture of a portfolio belongs to a work (case); see `portfolio.actions`.
"""

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, NotFound
from market.core.base.limits import spend
from market.core.web import clients
from market.profiles.freelancers.actions import own_profile
from market.profiles.models import PortfolioCase, PortfolioPicture, Profile
from market.profiles.portfolio import images
from market.profiles.portfolio.actions import (
    clean_title,
    move_row,
    new_case,
    own_portfolio,
    record_portfolio_change,
    require_room,
)

MAX_PICTURES = 8
PICTURES_A_DAY = 60


class TooManyPictures(DomainError):
    """A work has at most MAX_PICTURES pictures."""

    code = "too_many_pictures"
    sentence = _("Eight pictures of one work are the most. Remove one first.")


class NoSuchPicture(NotFound):
    """The picture is not the user's."""


def add_picture(*, by: User, file: "UploadedFile[bytes]", title: str, case_id: int | None = None) -> PortfolioPicture:
    """Add a picture at the end of one of the user's works; without a `case_id`, to a new work of that title.

    Raises NoProfile, NotFound, TooManyPictures, TooManyCases, Invalid at "title", TooMany past a day's limit,
    images.NotAPicture.
    """
    with atomic():  # check the limits before anything is decoded
        _lock_destination(by, case_id)
    name = clean_title(title)
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    clients.spend_upload()
    encoded = images.encode(file)
    with atomic():
        profile, case = _lock_destination(by, case_id)
        case = case or new_case(profile, title)
        last = case.pictures.aggregate(last=Max("position"))["last"] or 0
        picture = PortfolioPicture(profile=profile, case=case, position=last + 1, title=name, created_at=clock.now())
        picture.image.save(images.random_name(), encoded.full, save=False)
        picture.thumbnail.save(images.random_name(), encoded.thumbnail, save=False)
        picture.save()
        record_portfolio_change(by, profile, "picture.added")
    return picture


def _lock_destination(by: User, case_id: int | None) -> tuple[Profile, PortfolioCase | None]:
    """Lock the profile and the work that a picture is added to; the work is None where a new one begins."""
    if case_id is None:
        profile = own_profile(by)
        require_room(profile)
        return profile, None
    profile = own_portfolio(by)
    case = lock(profile.cases.all(), case_id)
    if case.pictures.count() >= MAX_PICTURES:
        raise TooManyPictures
    return profile, case


def _own_picture(profile: Profile, picture_id: int) -> PortfolioPicture:
    return lock(profile.pictures.all(), picture_id)


@atomic
def title_picture(*, by: User, picture_id: int, title: str) -> PortfolioPicture:
    """Give a picture another title. Raises NotFound, Invalid at "title"."""
    profile = own_portfolio(by)
    picture = _own_picture(profile, picture_id)
    picture.title = clean_title(title)
    picture.save(update_fields=["title"])
    record_portfolio_change(by, profile, "picture.titled")
    return picture


@atomic
def move_picture(*, by: User, picture_id: int, steps: int) -> None:
    """Move a picture by `steps` places within its work, negative ones towards the front. Raises NotFound."""
    profile = own_portfolio(by)
    picture = _own_picture(profile, picture_id)
    rows = PortfolioPicture.objects.filter(case=picture.case_id)
    PortfolioPicture.objects.bulk_update(move_row(list(rows), picture, steps), ["position"])
    record_portfolio_change(by, profile, "picture.moved")


@atomic
def remove_picture(*, by: User, picture_id: int) -> None:
    """Remove a picture and its files. Raises NotFound.

    A work that has nothing but this picture is removed too.
    """
    profile = own_portfolio(by)
    picture = _own_picture(profile, picture_id)
    images.delete_on_commit(picture.image, picture.thumbnail)
    picture.delete()
    PortfolioCase.objects.filter(pk=picture.case_id, pictures=None, text="", links=[]).delete()
    record_portfolio_change(by, profile, "picture.removed")


def set_face(*, by: User, file: "UploadedFile[bytes]") -> Profile:
    """Set the profile's picture. Raises as `add_picture`."""
    with atomic():  # before anything is decoded
        own_profile(by)
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    clients.spend_upload()
    square = images.encode_face(file)
    with atomic():
        profile = own_profile(by)
        images.delete_on_commit(profile.picture)
        profile.picture.save(images.random_name(), square, save=False)
        profile.save(update_fields=["picture"])
        _show_face(profile)
        record_portfolio_change(by, profile, "face.set")
    return profile


@atomic
def remove_face(*, by: User) -> Profile:
    """Remove the profile's picture. Raises NoProfile."""
    profile = own_profile(by)
    images.delete_on_commit(profile.picture)
    profile.picture = ""
    profile.save(update_fields=["picture"])
    _show_face(profile)
    record_portfolio_change(by, profile, "face.removed")
    return profile


def _show_face(profile: Profile) -> None:
    """Tell the account's row, by which pages of other apps show the face."""
    User.objects.filter(pk=profile.user_id).update(face=profile.picture_url)

"""The pictures of a profile: re-encoded when they come in, so that nothing of the sent file is ever served.

Each picture stands in a case, a piece of her work; see actions.cases.
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
from market.profiles.portfolio.actions import keeper, moved, new_case, plain_title, portfolio_changed, require_room

MOST_PICTURES = 8
PICTURES_A_DAY = 60


class TooManyPictures(DomainError):
    """A piece of work shows eight pictures."""

    code = "too_many_pictures"
    sentence = _("Eight pictures of one work are the most. Remove one first.")


class NoSuchPicture(NotFound):
    """It is not one of hers."""


def add_picture(*, by: User, file: "UploadedFile[bytes]", title: str, case_id: int | None = None) -> PortfolioPicture:
    """Add a picture to a piece of her work, at its end; without a `case_id` it begins a new one of that title.

    Raises NoProfile, NotFound, TooManyPictures, TooManyCases, Invalid at "title", TooMany past a day's limit,
    images.NotAPicture.
    """
    with atomic():  # before anything is decoded
        _place(by, case_id)
    name = plain_title(title)
    spend("picture", by.pk, times=PICTURES_A_DAY, per=timedelta(days=1))
    clients.spend_upload()
    encoded = images.encode(file)
    with atomic():
        profile, case = _place(by, case_id)
        case = case or new_case(profile, title)
        last = case.pictures.aggregate(last=Max("position"))["last"] or 0
        picture = PortfolioPicture(profile=profile, case=case, position=last + 1, title=name, created_at=clock.now())
        picture.image.save(images.random_name(), encoded.full, save=False)
        picture.thumbnail.save(images.random_name(), encoded.thumbnail, save=False)
        picture.save()
        portfolio_changed(by, profile, "picture.added")
    return picture


def _place(by: User, case_id: int | None) -> tuple[Profile, PortfolioCase | None]:
    """Where a picture would stand, locked: the profile, and its work; None is one that it would begin."""
    if case_id is None:
        profile = own_profile(by)
        require_room(profile)
        return profile, None
    profile = keeper(by)
    case = lock(profile.cases.all(), case_id)
    if case.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures
    return profile, case


def _own_picture(profile: Profile, picture_id: int) -> PortfolioPicture:
    return lock(profile.pictures.all(), picture_id)


@atomic
def title_picture(*, by: User, picture_id: int, title: str) -> PortfolioPicture:
    """Give a picture another title. Raises NotFound, Invalid at "title"."""
    profile = keeper(by)
    picture = _own_picture(profile, picture_id)
    picture.title = plain_title(title)
    picture.save(update_fields=["title"])
    portfolio_changed(by, profile, "picture.titled")
    return picture


@atomic
def move_picture(*, by: User, picture_id: int, steps: int) -> None:
    """Move a picture by so many places within its work: negative ones towards the front. Raises NotFound."""
    profile = keeper(by)
    picture = _own_picture(profile, picture_id)
    rows = PortfolioPicture.objects.filter(case=picture.case_id)
    PortfolioPicture.objects.bulk_update(moved(list(rows), picture, steps), ["position"])
    portfolio_changed(by, profile, "picture.moved")


@atomic
def remove_picture(*, by: User, picture_id: int) -> None:
    """Take a picture out of the portfolio, and its files away. Raises NotFound.

    A work of nothing but this picture goes with it.
    """
    profile = keeper(by)
    picture = _own_picture(profile, picture_id)
    images.delete_on_commit(picture.image, picture.thumbnail)
    picture.delete()
    PortfolioCase.objects.filter(pk=picture.case_id, pictures=None, text="", links=[]).delete()
    portfolio_changed(by, profile, "picture.removed")


def set_face(*, by: User, file: "UploadedFile[bytes]") -> Profile:
    """Show a picture of herself (or of whatever she likes) beside her name. Raises as `add_picture`."""
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
        portfolio_changed(by, profile, "face.set")
    return profile


@atomic
def remove_face(*, by: User) -> Profile:
    """Show her initial again. Raises NoProfile."""
    profile = own_profile(by)
    images.delete_on_commit(profile.picture)
    profile.picture = ""
    profile.save(update_fields=["picture"])
    portfolio_changed(by, profile, "face.removed")
    return profile

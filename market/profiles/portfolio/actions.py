"""The works (cases) of a portfolio: title, text, links and pictures, in the freelancer's order."""

from collections.abc import Sequence
from typing import TypedDict, TypeVar, Unpack

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.text.bangla import clip, graphemes, nfc
from market.core.text.contact import name_faults
from market.profiles.freelancers.actions import NoProfile, own_profile
from market.profiles.models import PortfolioCase, PortfolioPicture, Profile
from market.profiles.portfolio import images, links

Row = TypeVar("Row", PortfolioCase, PortfolioPicture)
MAX_CASES = 12
TITLE_LENGTH = 80
TEXT_LENGTH = 2000


class TooManyCases(DomainError):
    """A portfolio has at most MAX_CASES works."""

    code = "too_many_cases"
    sentence = _("Twelve works are the most. Remove one first.")


class CaseChanges(TypedDict, total=False):
    """The fields of a work that can be changed; missing ones stay."""

    title: str
    text: str
    links: list[str]


def clip_title(text: str) -> str:
    """A title as it is stored: one line, cut at TITLE_LENGTH graphemes."""
    return clip(" ".join(nfc(text).split()), TITLE_LENGTH)[:300]


def clean_title(text: str) -> str:
    """A title as it is stored. Raises Invalid at "title" for contact data in it."""
    title = clip_title(text)
    if faults := list(name_faults(title)):
        raise Invalid(errors={"title": [*faults]})
    return title


def record_portfolio_change(by: User, profile: Profile, code: str) -> None:
    """Record a change of a portfolio: time, audit entry (`code`), signal."""
    profile.updated_at = clock.now()
    profile.save(update_fields=["updated_at"])
    audit(code, by=by, on=profile)
    signals.profile_changed.send(sender=Profile, user_id=by.pk)


def own_portfolio(by: User) -> Profile:
    """The user's profile, locked, to fetch one of its works or pictures. Raises NotFound without a profile."""
    try:
        return own_profile(by)
    except NoProfile as none:
        raise NotFound from none


def require_room(profile: Profile) -> None:
    """Raise TooManyCases where a locked profile has no room for another work."""
    if profile.cases.count() >= MAX_CASES:
        raise TooManyCases


def new_case(profile: Profile, title: str) -> PortfolioCase:
    """A work at the end of a locked profile's portfolio. Raises TooManyCases, Invalid at "title"."""
    require_room(profile)
    last = profile.cases.aggregate(last=Max("position"))["last"] or 0
    return PortfolioCase.objects.create(
        profile=profile, position=last + 1, title=clean_title(title), created_at=clock.now()
    )


def move_row(rows: Sequence[Row], row: Row, steps: int) -> list[Row]:
    """The rows renumbered in their new order, with `row` moved by `steps` places."""
    order = [each for each in rows if each.pk != row.pk]
    place = sum(1 for each in order if (each.position, each.pk) < (row.position, row.pk))
    order.insert(max(0, min(place + steps, len(order))), row)
    for position, each in enumerate(order, start=1):
        each.position = position
    return order


@atomic
def add_case(*, by: User, **changes: Unpack[CaseChanges]) -> PortfolioCase:
    """Add a work without pictures. Raises NoProfile, TooManyCases, Invalid with the fields' names."""
    profile = own_profile(by)
    case = new_case(profile, changes.get("title", ""))
    _save_case(case, changes)
    record_portfolio_change(by, profile, "case.added")
    return case


@atomic
def change_case(*, by: User, case_id: int, **changes: Unpack[CaseChanges]) -> PortfolioCase:
    """Change the given fields. Raises NotFound, Invalid with the fields' names."""
    profile = own_portfolio(by)
    case = lock(profile.cases.all(), case_id)
    _save_case(case, changes)
    record_portfolio_change(by, profile, "case.changed")
    return case


def _save_case(case: PortfolioCase, changes: CaseChanges) -> None:
    errors: dict[str, list[object]] = {}
    title, text = clean_title(changes.get("title", case.title)), nfc(changes.get("text", case.text)).strip()
    if not title:
        errors["title"] = [_("Say what it is.")]
    if graphemes(text) > TEXT_LENGTH or len(text) > 8 * TEXT_LENGTH:
        errors["text"] = [_("Use %(most)s characters at most.") % {"most": TEXT_LENGTH}]
    if errors:
        raise Invalid(errors=errors)
    case.title, case.text = title, text
    case.links = links.clean_links(changes.get("links", case.links))
    case.save(update_fields=["title", "text", "links"])


@atomic
def move_case(*, by: User, case_id: int, steps: int) -> None:
    """Move a work by so many places: negative ones towards the front. Raises NotFound."""
    profile = own_portfolio(by)
    case = lock(profile.cases.all(), case_id)
    PortfolioCase.objects.bulk_update(move_row(list(profile.cases.all()), case, steps), ["position"])
    record_portfolio_change(by, profile, "case.moved")


@atomic
def remove_case(*, by: User, case_id: int) -> None:
    """Take a work out of the portfolio, with its pictures and their files. Raises NotFound."""
    profile = own_portfolio(by)
    case = lock(profile.cases.all(), case_id)
    for picture in case.pictures.all():
        images.delete_on_commit(picture.image, picture.thumbnail)
    case.delete()
    record_portfolio_change(by, profile, "case.removed")

"""What keeps a user from trading: work for the site, or a measure of the moderators. `moderation` writes
measures; each door asks here whether they hold.

Who is suspended changes nothing, but for what stands in data/open_while_suspended.txt: the account, the money and
the work that runs, so that no measure costs any. Who is limited begins nothing new.
"""

from functools import cache
from pathlib import Path
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import NotAllowed

FILE = Path(__file__).parent.parent / "data" / "open_while_suspended.txt"
READING = ("GET", "HEAD", "OPTIONS")


class StaffDoNotTrade(NotAllowed):
    """Who decides about others, or sees what is private to them, has no business of their own under that account."""

    help = "moderation#staff"
    code = "staff_do_not_trade"
    sentence = _("This account works for the site, so it does not trade here. To hire or to work, use one of your own.")
    advice = _("What ran before the account had its role goes on.")


class Limited(NotAllowed):
    """The user may not bid, post, order, hire or write to new people for a time."""

    help = "moderation#steps"
    code = "limited"
    sentence = _("Moderators limited your account: for now you cannot begin anything new. What runs goes on.")
    advice = _("Nothing of what you have here is lost.")


class Suspended(NotAllowed):
    """The user may do nothing but what concerns the account, the money and running work."""

    help = "moderation#steps"
    code = "suspended"
    sentence = _("Moderators suspended your account. Your money and what runs go on; this cannot be done now.")
    advice = Limited.advice


class Banned(Suspended):
    """The same for good."""

    code = "banned"
    sentence = _("Moderators banned your account for good. Your money and what runs go on; this cannot be done now.")


def suspension_of(person: User) -> Suspended:
    """What a suspended person is told: that it is for some time, or for good."""
    return Banned() if person.is_banned else Suspended()


def require_trader(by: User) -> None:
    """Raise StaffDoNotTrade to staff. What ran before goes on, and counts as a conflict of interest."""
    if by.is_staff:
        raise StaffDoNotTrade


def require_unlimited(by: User) -> None:
    """Raise StaffDoNotTrade, or Suspended, Banned or Limited where a measure keeps the user from beginning anything."""
    require_trader(by)
    if by.is_suspended:
        raise suspension_of(by)
    if by.is_limited:
        raise Limited


def require_before_writing(request: HttpRequest) -> None:
    """Before somebody fills in a long form, raise what require_unlimited would once it is sent.

    When it is sent, only StaffDoNotTrade: where a measure came in between, the form itself says so and stays filled in.
    """
    by = cast(User, request.user)
    if request.method in READING:
        require_unlimited(by)
    require_trader(by)


def require_not_suspended(by: User, request: HttpRequest) -> None:
    """Raise Suspended, or Banned, where the user is, and the change is not among those left open."""
    if request.method in READING or by.suspended_until is None or not by.is_suspended:
        return
    match = request.resolver_match
    if match is None or not is_open(match.route.removeprefix("api/v1/")):
        raise suspension_of(by)


def is_open(route: str) -> bool:
    """Whether a page or a path of the API ("reports/") stays open to who is suspended."""
    routes, below = _listed()
    return route in routes or route.startswith(below)


@cache
def _listed() -> tuple[frozenset[str], tuple[str, ...]]:
    """The routes of the list, and the beginnings of those that are open with all below."""
    lines = [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    named = [line for line in lines if line and not line.startswith("#")]
    below = tuple(line.removesuffix("*") for line in named if line.endswith("*"))
    return frozenset(line for line in named if not line.endswith("*")), below

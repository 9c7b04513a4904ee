"""What can be reported, and who can be blocked. Apps above register both in their slots.py.

A thing is reported by who may see it; a user is blocked by who could meet that user: nobody is found by counting ids.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from market.core.base.errors import NotFound

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that is reported: how it is called, where it stands, and the id of the person it is of."""

    title: str
    url: str
    about: int | None


Finder = Callable[["User", int], Subject | None]
Meeting = Callable[["User", int], bool]
_meetings: list[Meeting] = []
_kinds: dict[str, tuple[str | Promise, Finder]] = {}


def reportable(kind: str, label: str | Promise) -> Callable[[Finder], Finder]:
    """Register a kind ("job"). The function gives the thing of an id, or None to who may not see it."""

    def register(find: Finder) -> Finder:
        _kinds[kind] = (label, find)
        return find

    return register


def kind_names() -> list[str]:
    """All registered kinds."""
    return sorted(_kinds)


def label_of(kind: str) -> str:
    """What a kind is called."""
    return str(_kinds[kind][0]) if kind in _kinds else kind


def is_open_to(by: "User", kind: str, thing_id: int) -> bool:
    """Whether the person can open the thing's page."""
    return kind in _kinds and _kinds[kind][1](by, thing_id) is not None


def subject_of(kind: str, by: "User", thing_id: int) -> Subject:
    """The thing, as the person sees it. Raises NotFound for an unknown kind, and for what the person may not see."""
    if kind not in _kinds:
        raise NotFound
    target = _kinds[kind][1](by, thing_id)
    if target is None:
        raise NotFound
    return target


def meeting(find: Meeting) -> Meeting:
    """Register a way in which a person may have met another, of whom the id is given."""
    _meetings.append(find)
    return find


def has_met(by: "User", person_id: int) -> bool:
    """Whether the user can know of the other at all."""
    return any(find(by, person_id) for find in _meetings)

"""Links from a row of the administration to a page of the site about it: an app registers what it knows of rows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from market.accounts.models import User

RowLink = tuple[str | Promise, str]  # the label and the address
_finders: "list[Callable[[User, Model], RowLink | None]]" = []


def row_link(find: "Callable[[User, Model], RowLink | None]") -> "Callable[[User, Model], RowLink | None]":
    """Register a function that gives the link of a row for a user, or None."""
    _finders.append(find)
    return find


def links_of(user: Any, row: Model) -> list[RowLink]:
    """All links of a row for a user."""
    return [each for each in (find(user, row) for find in _finders) if each is not None]

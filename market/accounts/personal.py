"""What is kept of a user: registered by every app in its personal.py, so that it can be exported and erased.

`keeps(Bid, of="freelancer", scrub=["cover_letter"])`: bids of the user's go into the copy; after the account is erased
they stay, and only the user's address, names and numbers are taken out of their letters.

Erasing goes by ownership: it writes the rows that an entry here finds by a key of the user, in the columns that the
entry names, and nothing else. No text of anybody else is searched.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, JSONField, Lookup, Model, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a model that are about a user: found by the lookup `of`, or by the condition that it makes of the user.

    When the account is erased:

    - `gone` deletes them, `blank` sets columns.
    - `scrub` names columns in which the user wrote: the user's addresses, names and numbers to call are taken out.
    - `about` names columns in which others wrote about the user, in rows about the user: addresses and names only.
    - `named` names JSON columns of anybody's rows that may hold the user's name or words under the user's key, as
      `core.base.payloads` stores them: those, and nothing beside them, are replaced.
    - `renewed` names columns that an `ending` writes anew; "*" stands for all of them.

    Of a JSON column all texts are cleaned, or those below some keys: "facts:reason,why". `files` are file columns:
    copied into the export, emptied with `gone` or `blank`. `secret` columns never leave the database.
    """

    model: type[Model]
    of: "str | Callable[[User], Q]"
    gone: bool = False
    blank: dict[str, Any] = field(default_factory=dict)
    scrub: Sequence[str] = ()
    about: Sequence[str] = ()
    named: Sequence[str] = ()
    renewed: Sequence[str] = ()
    files: Sequence[str] = ()
    secret: Sequence[str] = ()
    seen: "Callable[[User], QuerySet[Any]] | None" = None  # those of the user's that the user knows of; None: all
    in_copy: bool = True  # False: not in the export: rows of others, and what only helps to find or to forget

    def rows(self, user: "User") -> "QuerySet[Any]":
        """The user's."""
        condition = self.of(user) if callable(self.of) else Q(**{self.of: user.pk if self.of == "pk" else user})
        return self.model._default_manager.filter(condition).order_by("pk").distinct()

    def copied(self, user: "User") -> "QuerySet[Any]":
        """Those of the user's that go into the export."""
        return self.rows(user).filter(pk__in=self.seen(user).values("pk")) if self.seen else self.rows(user)

    def changes(self) -> set[str]:
        """The columns that erasing may write in these rows; "*" for the row as a whole."""
        if self.gone or "*" in self.renewed:
            return {"*"}
        return {each.partition(":")[0] for each in (*self.scrub, *self.about, *self.named, *self.renewed, *self.blank)}


class HasPath(Lookup):
    """Whether JSON has something at a path: PostgreSQL's `@?`."""

    lookup_name = "has_path"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition."""
        json, params = self.process_lhs(compiler, connection)
        return f"{json} @? %s::jsonpath", (*params, self.rhs)


def names_user(column: str, within: str = "") -> "Callable[[User], Q]":
    """A condition for `of`: the JSON column holds the user's name or words under the user's key
    (see `core.base.payloads`).

    `within` is a key of the column whose text is JSON itself.
    """
    place = Cast(KeyTextTransform(within, column), JSONField()) if within else F(column)
    return lambda user: Q(HasPath(place, f"$.** ? (@.user == {user.pk:d} || @.by == {user.pk:d})"))


_kept: list[Kept] = []
_obstacles: "list[Callable[[User], Iterable[Obstacle]]]" = []
_farewells: list[Callable[["User"], object]] = []
_endings: list[Callable[["User"], object]] = []


def keeps(model: type[Model], **how: Any) -> None:
    """Register rows that are about a user; see Kept."""
    entry = Kept(model, **how)
    if callable(entry.of) and entry.in_copy:
        raise TypeError(f"What goes into the export is found by a lookup, which names its file: {model._meta.label}")
    _kept.append(entry)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sentence that says why an account cannot be closed now, and the address where that is changed or followed."""

    text: str | Promise
    url: str = ""

    def __str__(self) -> str:
        return str(self.text)


def obstacle(find: Callable[["User"], Iterable[Obstacle]]) -> Callable[["User"], Iterable[Obstacle]]:
    """Register what is in the way of closing an account."""
    _obstacles.append(find)
    return find


def farewell(act: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what is done for others when a user closes the account: in the same transaction, never undone."""
    _farewells.append(act)
    return act


def ending(act: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what erasing does beyond `keeps`, after it, in the same transaction; the user's row is still as it was.

    What it writes is registered too, as `renewed`.
    """
    _endings.append(act)
    return act


def pseudonym_of(user: "User") -> str:
    """What an erased account is called, in the user's language."""
    with translation.override(user.language):
        return _("Former member")


def kept() -> list[Kept]:
    """Everything registered, by model."""
    return sorted(_kept, key=lambda entry: entry.model._meta.label)


def obstacles_of(user: "User") -> list[Obstacle]:
    """Why the user cannot leave now, in the active language; nothing if that is possible."""
    return [reason for find in _obstacles for reason in find(user)]


def farewells() -> list[Callable[["User"], object]]:
    """What is done when somebody closes the account."""
    return list(_farewells)


def endings() -> list[Callable[["User"], object]]:
    """What is done when an account is erased."""
    return list(_endings)

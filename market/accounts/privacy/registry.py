"""The registry of personal data: every app registers its own in personal.py, so that it can be exported and erased.

`register(Bid, of="freelancer", scrub=["cover_letter"])`: the user's bids go into the export; when the account is erased
they stay, and only the user's address, names and numbers are taken out of their letters.

Erasing goes by ownership: it writes the rows that an entry here finds by a key of the user, in the columns that the
entry names, and nothing else. No text of anybody else is searched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, JSONField, Lookup, Model, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from market.core.base.db import every_row_of

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Rows of a model that are about a user: found by the lookup `of`, or by the condition that it makes of the user.

    When the account is erased:

    - `delete` deletes them, `blank` sets columns.
    - `scrub` names columns in which the user wrote: the user's addresses, names and numbers to call are taken out.
    - `about` names columns in which others wrote about the user, in rows about the user: addresses and names only.
    - `named` names JSON columns of anybody's rows that may hold the user's name or words under the user's key, as
      `core.base.payloads` stores them: those, and nothing beside them, are replaced.
    - `rewritten` names columns that a function under `on_erase` writes; "*" stands for all of them.

    Of a JSON column all texts are cleaned, or those below some keys: "facts:reason,why". `files` are file columns:
    copied into the export, deleted with `delete` or `blank`. `secret` columns never leave the database. `as_read` gives
    columns of the export as the user reads them (user, row); `prefetch` names what that needs.
    """

    model: type[Model]
    of: "str | Callable[[User], Q]"
    delete: bool = False
    blank: dict[str, Any] = field(default_factory=dict)
    scrub: Sequence[str] = ()
    about: Sequence[str] = ()
    named: Sequence[str] = ()
    rewritten: Sequence[str] = ()
    files: Sequence[str] = ()
    secret: Sequence[str] = ()
    as_read: "Mapping[str, Callable[[User, Any], Any]]" = field(default_factory=dict)
    prefetch: Sequence[str] = ()
    visible: "Callable[[User], QuerySet[Any]] | None" = None  # the rows that the user may see; None: all
    in_export: bool = True  # False: rows of others, and what only helps to find or to forget

    def rows(self, user: "User") -> "QuerySet[Any]":
        """All rows about the user."""
        condition = self.of(user) if callable(self.of) else Q(**{self.of: user.pk if self.of == "pk" else user})
        return every_row_of(self.model).filter(condition).order_by("pk").distinct()

    def exported(self, user: "User") -> "QuerySet[Any]":
        """The rows that go into the user's export."""
        return self.rows(user).filter(pk__in=self.visible(user).values("pk")) if self.visible else self.rows(user)

    def changed_columns(self) -> set[str]:
        """The columns that erasing may write in these rows; "*" for the row as a whole."""
        if self.delete or "*" in self.rewritten:
            return {"*"}
        columns = (*self.scrub, *self.about, *self.named, *self.rewritten, *self.blank)
        return {column.partition(":")[0] for column in columns}


class HasPath(Lookup):
    """Whether JSON has something at a path: PostgreSQL's `@?`."""

    lookup_name = "has_path"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL of the condition, with its parameters."""
        json, params = self.process_lhs(compiler, connection)
        return f"{json} @? %s::jsonpath", (*params, self.rhs)


def names_user(column: str, within: str = "") -> "Callable[[User], Q]":
    """A condition for `of`: the JSON column holds the user's name or words under the user's key
    (see `core.base.payloads`).

    `within` is a key of the column whose text is JSON itself.
    """
    json = Cast(KeyTextTransform(within, column), JSONField()) if within else F(column)
    return lambda user: Q(HasPath(json, f"$.** ? (@.user == {user.pk:d} || @.by == {user.pk:d})"))


_registered: list[PersonalData] = []
_blockers: "list[Callable[[User], Iterable[Blocker]]]" = []
_closing_hooks: list[Callable[["User"], object]] = []
_erasure_hooks: list[Callable[["User"], object]] = []


def register(model: type[Model], **options: Any) -> None:
    """Register rows that are about a user; the options are the fields of PersonalData."""
    entry = PersonalData(model, **options)
    if callable(entry.of) and entry.in_export:
        raise TypeError(f"What goes into the export is found by a lookup, which names its file: {model._meta.label}")
    _registered.append(entry)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A sentence that says why an account cannot be closed now, and the address where that is changed or followed."""

    text: str | Promise
    url: str = ""

    def __str__(self) -> str:
        return str(self.text)


def blocker(find: Callable[["User"], Iterable[Blocker]]) -> Callable[["User"], Iterable[Blocker]]:
    """Register a function that returns what keeps a user from closing the account."""
    _blockers.append(find)
    return find


def on_close(hook: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what is done for others when a user closes the account: in the same transaction, never undone."""
    _closing_hooks.append(hook)
    return hook


def on_erase(hook: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what erasing does after the registered rows, in the same transaction; the user's row is still as it was.

    The columns that it writes are registered too, as `rewritten`.
    """
    _erasure_hooks.append(hook)
    return hook


def pseudonym_of(user: "User") -> str:
    """What an erased account is called, in the user's language."""
    with translation.override(user.language):
        return _("Former member")


def registered() -> list[PersonalData]:
    """Everything registered, by model."""
    return sorted(_registered, key=lambda entry: entry.model._meta.label)


def blockers_of(user: "User") -> list[Blocker]:
    """Why the user cannot close the account now, in the active language; empty if that is possible."""
    return [reason for find in _blockers for reason in find(user)]


def closing_hooks() -> list[Callable[["User"], object]]:
    """Called when a user closes the account."""
    return list(_closing_hooks)


def erasure_hooks() -> list[Callable[["User"], object]]:
    """Called when an account is erased."""
    return list(_erasure_hooks)

"""What is kept of a person: registered by every app in its personal.py, so that it can be given to her and erased.

`keeps(Bid, of="freelancer", scrub=["cover_letter"])`: bids of hers go into her copy; after she left they stay, and only
her address, names and numbers are taken out of their letters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from market.core.bangla import ascii_digits

if TYPE_CHECKING:
    from market.accounts.models import User

TAKEN_OUT = "[…]"
PHONE = re.compile(r"(?<![\w.])\+?[\d০-৯][\d০-৯\s().-]{6,20}[\d০-৯](?![\w])")
DAY = re.compile(r"\s*(19|20)\d\d-\d\d-\d\d")
SHORTEST_PHONE, LONGEST_PHONE = 10, 15


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a model that are about a person, found by the lookup `of`.

    After she left: `gone` deletes them, `blank` sets columns, `scrub` names columns (text, JSON) out of which what
    says who she is is taken. `files` are file columns: copied into her export, emptied on leaving with `gone`.
    `secret` columns never leave the database.
    """

    model: type[Model]
    of: str
    gone: bool = False
    blank: dict[str, Any] = field(default_factory=dict)
    scrub: Sequence[str] = ()
    files: Sequence[str] = ()
    secret: Sequence[str] = ()
    seen: "Callable[[User], QuerySet[Any]] | None" = None  # those of hers that she knows of; None: all
    in_copy: bool = True  # False: rows of others in which she may be named, and what only helps to find her texts

    def rows(self, user: "User") -> "QuerySet[Any]":
        """Hers."""
        who = user.pk if self.of == "pk" else user
        return self.model._default_manager.filter(**{self.of: who}).order_by("pk").distinct()

    def copied(self, user: "User") -> "QuerySet[Any]":
        """Those of hers that go into her copy."""
        return self.rows(user).filter(pk__in=self.seen(user).values("pk")) if self.seen else self.rows(user)


_kept: list[Kept] = []
_obstacles: list[Callable[["User"], Iterable[str | Promise]]] = []
_farewells: list[Callable[["User"], object]] = []
_endings: list[Callable[["User"], object]] = []


def keeps(model: type[Model], **how: Any) -> None:
    """Register rows that are about a person; see Kept."""
    _kept.append(Kept(model, **how))


def obstacle(find: Callable[["User"], Iterable[str | Promise]]) -> Callable[["User"], Iterable[str | Promise]]:
    """Register sentences that say why an account cannot be closed now."""
    _obstacles.append(find)
    return find


def farewell(act: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what is done for others when a person closes her account: in the same transaction, never undone."""
    _farewells.append(act)
    return act


def ending(act: Callable[["User"], object]) -> Callable[["User"], object]:
    """Register what erasing does beyond `keeps`, after it, in the same transaction; her own row is still as it was."""
    _endings.append(act)
    return act


def kept() -> list[Kept]:
    """Everything registered, by model."""
    return sorted(_kept, key=lambda entry: entry.model._meta.label)


def obstacles_of(user: "User") -> list[str]:
    """Why she cannot leave now, in the active language; nothing if she can."""
    return [str(reason) for find in _obstacles for reason in find(user)]


def farewells() -> list[Callable[["User"], object]]:
    """What is done when somebody closes her account."""
    return list(_farewells)


def endings() -> list[Callable[["User"], object]]:
    """What is done when an account is erased."""
    return list(_endings)


class Scrubber:
    """Takes what says who a person is out of texts that stay: her address, her names, her numbers."""

    def __init__(self, *, email: str, names: Iterable[str], pseudonym: str) -> None:
        self.phones: set[str] = set()
        self._names = {name for name in names if name.strip()}
        self._pseudonym = pseudonym
        words = sorted(self._names, key=len, reverse=True)
        either = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words)
        self._name = re.compile(either, re.IGNORECASE) if either else None
        self._email = re.compile(re.escape(email), re.IGNORECASE)

    def learn(self, text: str) -> None:
        """Note the numbers in a text of her own: a quotation of one by somebody else is found by it."""
        self.phones |= {_digits(found) for found in PHONE.findall(text) if _is_phone(found)}

    def clean(self, value: Any) -> Any:
        """A text, or JSON, without them."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.clean(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.clean(each) for each in value]
        return value

    def _text(self, text: str) -> str:
        text = self._email.sub(TAKEN_OUT, text)
        text = PHONE.sub(lambda found: TAKEN_OUT if self._is_hers(found[0]) else found[0], text)
        return self._name.sub(self._pseudonym, text) if self._name else text

    def _is_hers(self, found: str) -> bool:
        return _is_phone(found) and _digits(found) in self.phones


def _digits(found: str) -> str:
    return re.sub(r"\D", "", ascii_digits(found))[-10:]


def _is_phone(found: str) -> bool:
    """Not a date, a price or a number of something: as many digits as numbers of phones have."""
    count = len(re.sub(r"\D", "", ascii_digits(found)))
    return SHORTEST_PHONE <= count <= LONGEST_PHONE and not DAY.match(ascii_digits(found))

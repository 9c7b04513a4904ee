"""The reader's locale: the language, the digits that the reader wants on Bangla pages, and the time zone. The one home
of that rule.

A request has the locale of its user (`accounts.middleware`, and tokens in `accounts.tokens.authentication`); what goes
to somebody else (a mail, a frame, a system message) is rendered in `activate_for`. Anonymous users read Bangla digits,
and the site's time where their browser has not said its zone.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from market.core.text.bangla import ascii_digits, bangla_digits, bangla_numbers

BANGLA = "bangla"
_digits: ContextVar[str] = ContextVar("digits", default=BANGLA)
_zone: ContextVar[str] = ContextVar("zone", default="")  # "": the site's


class HasLocale(Protocol):
    """A user with settings: `language` "en" or "bn", `digits` "bangla" or "latin", `zone` the name of a time zone."""

    language: str
    digits: str

    @property
    def zone(self) -> str:
        """The name of the user's time zone."""


def set_digits(digits: str) -> None:
    """Show these digits ("bangla" or "latin") from here on, to the end of the `override` around it."""
    _digits.set(digits)


def set_zone(zone: str) -> None:
    """Show instants in the time zone of this name ("": the site's) from here on, to the end of the `override`."""
    _zone.set(zone)


@contextmanager
def override(language: str, digits: str = BANGLA, zone: str | None = None) -> Iterator[None]:
    """Inside, all that is shown is in this language, these digits and this time zone (None: as before; "": the site's);
    afterwards as before.
    """
    digits_before, zone_before = _digits.set(digits), _zone.set(_zone.get() if zone is None else zone)
    try:
        with translation.override(language):
            yield
    finally:
        _zone.reset(zone_before)
        _digits.reset(digits_before)


def activate_for(user: HasLocale) -> AbstractContextManager[None]:
    """Inside, all that is shown is in the locale of this user."""
    return override(user.language, user.digits, user.zone)


def by_language(words: Callable[[], str]) -> dict[str, str]:
    """What `words` gives in each language, as a fact of a notification that is read in either."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = words()
    return texts


def language() -> str:
    """The reader's language: "en" or "bn"."""
    return translation.get_language() or "en"


def has_bangla_digits() -> bool:
    """Whether the reader's setting is Bangla digits; it counts on Bangla pages only."""
    return _digits.get() == BANGLA


def zone() -> str:
    """The name of the reader's time zone."""
    return _zone.get() or settings.TIME_ZONE


def local(at: datetime) -> datetime:
    """The instant by the reader's clock, for showing."""
    return at.astimezone(ZoneInfo(zone()))


def localize_digits(text: object) -> str:
    """A text with every digit as the reader reads it, without groups: a year, a time, a serial number."""
    return _in_digits(str(text), bangla_digits)


def localize_numbers(sentence: object) -> str:
    """A sentence with its numbers as the reader reads them; codes, addresses and days of programs stay."""
    return _in_digits(str(sentence), bangla_numbers)


def translated(text: str) -> str:
    """A text of a catalogue for the reader: the Bangla ones hold Bangla digits, which not everybody wants."""
    return _in_digits(text, str)


def _in_digits(text: str, convert: Callable[[str], str]) -> str:
    if language() != "bn":
        return text
    return convert(text) if has_bangla_digits() else ascii_digits(text)

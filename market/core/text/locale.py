"""The reader's locale: the language, and the digits that the reader wants on Bangla pages. The one home of that rule.

A request has the locale of its user (`accounts.middleware`, and tokens in `accounts.tokens.authentication`); what goes
to somebody else (a mail, a frame, a system message) is rendered in `activate_for`. Anonymous users read Bangla digits.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.utils import translation

from market.core.text.bangla import ascii_digits, bangla_digits, bangla_numbers

BANGLA = "bangla"
_digits: ContextVar[str] = ContextVar("digits", default=BANGLA)


class HasLocale(Protocol):
    """A user with settings: `language` "en" or "bn", `digits` "bangla" or "latin"."""

    language: str
    digits: str


def set_digits(digits: str) -> None:
    """Show these digits ("bangla" or "latin") from here on, to the end of the `override` around it."""
    _digits.set(digits)


@contextmanager
def override(language: str, digits: str = BANGLA) -> Iterator[None]:
    """Inside, all that is shown is in this language and these digits; afterwards as before."""
    before = _digits.set(digits)
    try:
        with translation.override(language):
            yield
    finally:
        _digits.reset(before)


def activate_for(user: HasLocale) -> AbstractContextManager[None]:
    """Inside, all that is shown is in the locale of this user."""
    return override(user.language, user.digits)


def language() -> str:
    """The reader's language: "en" or "bn"."""
    return translation.get_language() or "en"


def has_bangla_digits() -> bool:
    """Whether the reader's setting is Bangla digits; it counts on Bangla pages only."""
    return _digits.get() == BANGLA


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

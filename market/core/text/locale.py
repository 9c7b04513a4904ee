"""Who reads: the language, and the digits that she wants on Bangla pages. The one home of that rule.

A request reads as its person does (`accounts.middleware`, and tokens in `accounts.tokens.authentication`); what is
said to somebody else (a mail, a frame, a line) is said inside `read_by`. Whoever is not known reads Bangla digits.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.utils import translation

from market.core.text.bangla import ascii_digits, bangla_digits, bangla_numbers

BANGLA = "bangla"
_digits: ContextVar[str] = ContextVar("digits", default=BANGLA)


class Reader(Protocol):
    """A person with her settings: `language` "en" or "bn", `digits` "bangla" or "latin"."""

    language: str
    digits: str


def set_digits(digits: str) -> None:
    """From here on, to the end of the `reading` around it, a reader with this setting ("bangla" or "latin")."""
    _digits.set(digits)


@contextmanager
def reading(language: str, digits: str = BANGLA) -> Iterator[None]:
    """Inside, all that is shown is in this language and these digits; afterwards as before."""
    before = _digits.set(digits)
    try:
        with translation.override(language):
            yield
    finally:
        _digits.reset(before)


def read_by(person: Reader) -> AbstractContextManager[None]:
    """Inside, all that is shown is for this person."""
    return reading(person.language, person.digits)


def language() -> str:
    """The reader's language: "en" or "bn"."""
    return translation.get_language() or "en"


def has_bangla_digits() -> bool:
    """Whether the reader's setting is Bangla digits; it counts on Bangla pages only."""
    return _digits.get() == BANGLA


def in_digits(text: object) -> str:
    """A text with every digit as the reader reads it, without groups: a year, a clock, a number of a thing."""
    return _spelt(str(text), bangla_digits)


def told(sentence: object) -> str:
    """A sentence with its numbers as the reader reads them; codes, addresses and days of programs stay."""
    return _spelt(str(sentence), bangla_numbers)


def translated(text: str) -> str:
    """A text of a catalogue for the reader: the Bangla ones hold Bangla digits, which not everybody wants."""
    return _spelt(text, str)


def _spelt(text: str, in_bangla: Callable[[str], str]) -> str:
    if language() != "bn":
        return text
    return in_bangla(text) if has_bangla_digits() else ascii_digits(text)

"""Whom to call in need: read from `data/help_lines.ini`, which operators may change."""

from configparser import ConfigParser
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from market.core.text.locale import language, localize_digits

FILE = Path(__file__).parent / "data" / "help_lines.ini"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number and what it is for, in the reader's language."""

    number: str
    what: str

    @property
    def shown(self) -> str:
        """The number in the reader's digits."""
        return localize_digits(self.number)


@dataclass(frozen=True, slots=True)
class HelpLines:
    """The lines of a country: the first is for danger right now. `source` publishes them, `checked`: when we looked."""

    lines: tuple[HelpLine, ...]
    source: str
    checked: date


def help_lines(country: str = "BD") -> HelpLines:
    """The lines of a country in the reader's language. Raises KeyError for one that the file does not have."""
    written = dict(_file()[country])
    checked, source = date.fromisoformat(written.pop("checked")), _said(written.pop("source"))
    return HelpLines(tuple(HelpLine(number, _said(what)) for number, what in written.items()), source, checked)


@cache
def _file() -> ConfigParser:
    file = ConfigParser(interpolation=None)
    file.read_string(FILE.read_text(encoding="utf-8"))
    return file


def _said(text: str) -> str:
    english, bangla = text.split(" | ")
    return bangla if language() == "bn" else english

"""The words of data/contact_words.ini, as sets and as patterns."""

import re
from collections.abc import Callable, Iterable
from configparser import ConfigParser
from pathlib import Path

from market.core.text.detection.plain import BANGLA, plain_word

DATA = Path(__file__).parents[2] / "data" / "contact_words.ini"
START = rf"(?<![\w{BANGLA}])"  # of a word: a vowel sign of Bangla is no "\w"
END = rf"(?![\w{BANGLA}])"


def _read() -> dict[str, dict[str, list[str]]]:
    parser = ConfigParser(delimiters=("=",), comment_prefixes=(";",), interpolation=None)
    parser.read_string(DATA.read_text(encoding="utf-8"))
    return {
        section: {
            name: [plain_word(word).replace("_", " ") for word in value.split()]
            for name, value in parser[section].items()
        }
        for section in parser.sections()
    }


_lists = _read()


def words(section: str) -> frozenset[str]:
    """The words of a section."""
    return frozenset(word for listed in _lists[section].values() for word in listed)


def values(section: str) -> dict[str, str]:
    """The words of a section, each with what it stands for."""
    return {word: value for value, listed in _lists[section].items() for word in listed}


def any_of(several: Iterable[str]) -> str:
    """The pattern of one of these words, the longest first; blanks of any kind between those of a phrase.

    It is a tree of their letters: where none of many words stands, one look at a letter says so.
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(several):
        rests.setdefault(word[:1], []).append(word[1:])
    may_end = bool(rests.pop("", ()))
    branches = (_of_letter(letter) + (any_of(rest) if any(rest) else "") for letter, rest in rests.items())
    return f"(?:{'|'.join(branches)}){'?' if may_end else ''}"


def _of_letter(letter: str) -> str:
    return r"\s{1,3}" if letter == " " else re.escape(letter)


def looks_for(several: Iterable[str]) -> Callable[[str], bool]:
    """A quick look whether a text may have one of these words: it has the letters of one, or of a phrase's first word.

    Most messages have none, and patterns that begin with one of many words take long to say so.
    """
    letters = re.compile(any_of(word.split()[0] for word in several))
    return lambda text: letters.search(text) is not None

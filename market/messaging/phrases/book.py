"""The phrase book of `data/phrases.tsv`, and which of its phrases a message is about."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.text.bangla import language_of, nfc

FILE = Path(__file__).parents[1] / "data" / "phrases.tsv"
GROUPS: dict[str, Promise] = {
    "greeting": _("Greeting and answering"),
    "brief": _("Asking about the work"),
    "price": _("Price"),
    "time": _("Time"),
    "delivering": _("Delivering and changes"),
    "review": _("At the end"),
    "declining": _("Declining kindly"),
    "safety": _("Staying safe"),
    "payment": pgettext_lazy("phrase book", "Payment"),
}
MOST_HINTS = 3
MOST_LETTERS = 1000  # of a message that are looked through
WORD = re.compile(r"[\w\u0980-\u09ff]+")
NAME = re.compile(r"^\{name\}[,:!]?\s*|,?\s*\{name\}")  # with what leads to it
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in both languages. `keys` are by language: each a few words that a message about it has."""

    group: str
    en: str
    bn: str
    keys: dict[str, Sequence[Words]]

    @property
    def group_name(self) -> Promise:
        """The name of its group."""
        return GROUPS[self.group]

    def in_language(self, language: str) -> str:
        """The phrase in "en" or "bn"."""
        return self.bn if language == "bn" else self.en


@cache
def phrases() -> Sequence[Phrase]:
    """All phrases, in the order of the book."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(
        Phrase(group, nfc(en), nfc(bn), {"en": _alternatives(keys_en), "bn": _alternatives(keys_bn)})
        for group, en, bn, keys_en, keys_bn in rows
    )


def _alternatives(text: str) -> Sequence[Words]:
    return tuple(tuple(_words(each)) for each in text.split(",") if each.strip())


def _words(text: str) -> list[str]:
    return WORD.findall(nfc(text).casefold())


def by_group() -> list[tuple[Promise, list[Phrase]]]:
    """The phrases below the names of their groups."""
    return [(name, [each for each in phrases() if each.group == code]) for code, name in GROUPS.items()]


def filled(text: str, names: Mapping[str, str]) -> str:
    """A phrase or quick reply with the name of the other side, by script, in the place of {name}.

    An English one has none where there is no name in Latin letters: not every reader of it reads Bangla. Readers of
    Bangla read both.
    """
    language = language_of(text.replace("{name}", ""))
    name = names[language] or (names["en"] if language == "bn" else "")
    if name or "{name}" not in text:
        return text.replace("{name}", name)
    rest = NAME.sub("", text)
    return rest[:1].upper() + rest[1:]


def hints(text: str) -> list[Phrase]:
    """Up to three phrases that a message is about: one of their keys stands in it, with the most words first."""
    return _hints(text[:MOST_LETTERS])


@lru_cache(maxsize=2000)
def _hints(text: str) -> list[Phrase]:
    words, language = sorted(set(_words(text))), language_of(text)
    scored = [(_fit(each.keys[language], words), each) for each in phrases()]
    matching = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [phrase for _letters, phrase in matching[:MOST_HINTS]]


def hints_for(text: str, language: str) -> list[Phrase]:
    """The hints for a reader of "en" or "bn": none for a message in their own language."""
    return hints(text) if text and language_of(text) != language else []


def _fit(keys: Sequence[Words], words: Sequence[str]) -> int:
    """How many letters of the longest key stand in the words, each at the beginning of one; 0 for none."""
    standing = (key for key in keys if all(_begins(part, words) for part in key))
    return max((sum(map(len, key)) for key in standing), default=0)


def _begins(part: str, words: Sequence[str]) -> bool:
    """Whether one of these words, in their order, begins so."""
    at = bisect_left(words, part)
    return at < len(words) and words[at].startswith(part)

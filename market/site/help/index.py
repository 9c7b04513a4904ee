"""Search over the help: a small index in memory, made once from the pages' own texts in every language.

A question is understood as in the search for people and jobs: Bangla and English words by their stems, romanised
Bangla by its consonants. A word in a heading counts more than one in the text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.utils import translation

from market.core.text.locale import reading
from market.search.texts import SURE_KEY, consonant_count, phonetic_key, script, stem, words
from market.site.help import pages

HEADING = re.compile(r'<h2 id="([\w-]+)">(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
MOST = 12
EXCERPT = 160
IN_TITLE, IN_TEXT = 4, 1
FILLING = frozenset(
    words(
        "a an and are as at be by can do does for from have how i if in is it many my of on or the to what when where"
        " who why with আমি আমার কি কী কে এবং ও না হয় কীভাবে কখন কোথায় থেকে ami amar ki kivabe kibhabe"
    )
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page and what stands under it."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something of the question stands."""

    page: pages.HelpPage
    section: Section

    @property
    def url(self) -> str:
        """The address, down to the section."""
        return self.page.url + (f"#{self.section.anchor}" if self.section.anchor else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in every language, and the weight of each lexeme in it."""

    page: pages.HelpPage
    by_language: dict[str, Section]
    weights: dict[str, int]


def sections_of(body: str) -> list[Section]:
    """The sections of a page, from its own headings."""
    parts = HEADING.split(body)[1:]
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Section(anchor, _plain(title), _plain(text)) for anchor, title, text in triples]


def found(query: str) -> list[Hit]:
    """The pages that say something of the question, best first, each with its best section."""
    asked = [word for word in words(query) if word not in FILLING] or words(query)
    ranked = sorted(((_score(entry, asked), -at, entry) for at, entry in enumerate(_index())), key=lambda row: row[:2])
    best: dict[str, Hit] = {}
    language = translation.get_language() or "en"
    for (met, _weight), _at, entry in reversed(ranked):
        if met and entry.page.name not in best and len(best) < MOST:
            best[entry.page.name] = Hit(entry.page, entry.by_language[language])
    return list(best.values())


def _score(entry: Entry, asked: list[str]) -> tuple[int, int]:
    """How many of the words it has, and how much they weigh."""
    weights = [max(entry.weights.get(lexeme, 0) for lexeme in _lexemes(word, is_asked=True)) for word in asked]
    return sum(1 for weight in weights if weight), sum(weights)


def _lexemes(word: str, *, is_asked: bool) -> list[str]:
    """A word, its stem, and its sound; the sound of one script is looked for in the other only."""
    sound = phonetic_key(stem(word))
    letters = script(word)
    other = {"b": "l", "l": "b"}[letters] if is_asked else letters
    sounds = [f"{other}={sound}"] if sound and (is_asked is False or consonant_count(sound) >= SURE_KEY - 1) else []
    return [word, f"~{stem(word)}", *sounds]


@lru_cache(maxsize=1)
def _index() -> list[Entry]:
    """Every section of every page."""
    entries = []
    for page in pages.PAGES.values():
        told = {code: _told(page, code) for code, _name in settings.LANGUAGES}
        for at, _section in enumerate(next(iter(told.values()))):
            by_language = {code: sections[at] for code, sections in told.items()}
            entries.append(Entry(page, by_language, _weights(by_language)))
    return entries


def _told(page: pages.HelpPage, language: str) -> list[Section]:
    """The head of a page and its sections, in a language."""
    with reading(language):
        head = Section("", str(page.title), str(page.lead))
        return [head, *(sections_of(pages.body_of(page)) if page.template else [])]


def _weights(sections: dict[str, Section]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for section in sections.values():
        for text, weight in ((section.title, IN_TITLE), (section.text, IN_TEXT)):
            for word in words(text):
                for lexeme in _lexemes(word, is_asked=False):
                    weights[lexeme] = max(weight, weights.get(lexeme, 0))
    return weights


def _plain(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())

"""Search over the help: a small index in memory, built once from the pages' texts in every language.

A query is analyzed as in the search for people and jobs: Bangla and English words by their stems, romanised
Bangla by its phonetic key. A word in a heading weighs more than one in the text, and one by which people ask most.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.utils import translation

from market.core.text.locale import override
from market.search.understanding.texts import SURE_KEY, consonant_count, phonetic_key, script, stem, words
from market.site.help import pages
from market.site.help.questions import QUESTIONS

HEADING = re.compile(r'<h2 id="([\w-]+)">(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
MOST = 12
EXCERPT = 160
IN_QUESTION, IN_TITLE, IN_TEXT = 5, 4, 1
STOP_WORDS = frozenset(
    words(
        "a an and are as at be by can do does for from have how i if in is it many my of on or the to what when where"
        " who why with আমি আমার কি কী কে এবং ও না হয় কীভাবে কখন কোথায় থেকে ami amar ki kivabe kibhabe"
    )
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page with its text."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that matches a query."""

    page: pages.HelpPage
    section: Section

    @property
    def url(self) -> str:
        """The address with the section's anchor."""
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
    return [Section(anchor, _plain_text(title), _plain_text(text)) for anchor, title, text in triples]


def search_help(query: str) -> list[Hit]:
    """The matching pages, best first, each with its best section."""
    terms = [word for word in words(query) if word not in STOP_WORDS] or words(query)
    ranked = sorted(((_score(entry, terms), -at, entry) for at, entry in enumerate(_index())), key=lambda row: row[:2])
    best: dict[str, Hit] = {}
    language = translation.get_language() or "en"
    for (matched, _weight), _at, entry in reversed(ranked):
        if matched and entry.page.name not in best and len(best) < MOST:
            best[entry.page.name] = Hit(entry.page, entry.by_language[language])
    return list(best.values())


def _score(entry: Entry, terms: list[str]) -> tuple[int, int]:
    """(how many of the terms match, their weight)."""
    weights = [max(entry.weights.get(lexeme, 0) for lexeme in _lexemes(word, for_query=True)) for word in terms]
    return sum(1 for weight in weights if weight), sum(weights)


def _lexemes(word: str, *, for_query: bool) -> list[str]:
    """A word, its stem, and its phonetic key; the key of a query is matched in the other script only."""
    sound = phonetic_key(stem(word))
    letters = script(word)
    other = {"b": "l", "l": "b"}[letters] if for_query else letters
    sounds = [f"{other}={sound}"] if sound and (for_query is False or consonant_count(sound) >= SURE_KEY - 1) else []
    return [word, f"~{stem(word)}", *sounds]


@lru_cache(maxsize=1)
def _index() -> list[Entry]:
    """Every section of every page."""
    entries = []
    for page in pages.PAGES.values():
        by_code = {code: _sections_in(page, code) for code, _name in settings.LANGUAGES}
        for at, _section in enumerate(next(iter(by_code.values()))):
            by_language = {code: sections[at] for code, sections in by_code.items()}
            question = QUESTIONS.get(f"{page.name}#{by_language['en'].anchor}", "")
            entries.append(Entry(page, by_language, _weights(by_language, question)))
    return entries


def _sections_in(page: pages.HelpPage, language: str) -> list[Section]:
    """The title and lead of a page as a section, and its sections, in a language."""
    with override(language):
        head = Section("", str(page.title), str(page.lead))
        return [head, *(sections_of(pages.render_body(page)) if page.template else [])]


def _weights(sections: dict[str, Section], question: str) -> dict[str, int]:
    weights: dict[str, int] = {}
    texts = [(question, IN_QUESTION)]
    texts += [pair for each in sections.values() for pair in ((each.title, IN_TITLE), (each.text, IN_TEXT))]
    for text, weight in texts:
        for word in words(text):
            for lexeme in _lexemes(word, for_query=False):
                weights[lexeme] = max(weight, weights.get(lexeme, 0))
    return weights


def _plain_text(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())

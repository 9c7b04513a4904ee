"""Building documents: from the texts of a row to what both search engines match and rank."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from market.search.indexing.sources import Source
from market.search.understanding.entries import Entry
from market.search.understanding.texts import Weight, lexemes, name_lexemes, tsvector, words
from market.search.understanding.texts import phonetic_key as sound
from market.search.understanding.vocabulary import Vocabulary

CACHED_LINES = 20_000  # analyzed lines in the LRU cache


class Document(NamedTuple):
    """A document, as the columns of its table; ids of skills as text of PostgreSQL arrays.

    `skill_ids` are those that the row has, `heading_skill_ids` those that its heading names, `work_skill_ids` those
    that a freelancer's portfolio or services name.
    """

    id: int
    words: str
    fuzzy: str
    skill_ids: str
    heading_skill_ids: str
    work_skill_ids: str


class AnalyzedText(NamedTuple):
    """A text after analysis: its folded words in order, its lexemes, and the skills that it names."""

    words: tuple[str, ...]
    lexemes: frozenset[str]
    skill_ids: frozenset[int]


class DocumentBuilder:
    """Builds documents. Lines and vocabulary entries that come again are analyzed once."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.skills = vocab.by_id("skill")
        self.named_in = vocab.named_in
        self.entry = cache(self._entry)
        self.line = lru_cache(CACHED_LINES)(self._line)

    def documents(self, sources: Iterable[Source]) -> list[Document]:
        """The documents of these sources."""
        return [self._document(source) for source in sources]

    def _document(self, source: Source) -> Document:
        owned = [self.entry(self.skills[pk]) for pk in source.skill_ids if pk in self.skills]
        places = [self.entry(place) for place in source.places if place is not None]
        heading = [self.line(line, short_keys=True) for line in source.heading.split("\n")]
        works = [self.line(line, short_keys=False) for line in source.works.split("\n")]
        body = [self.line(line, short_keys=False) for line in source.body.split("\n")]
        fields: dict[Weight, set[str]] = {
            "A": _union([*heading, *owned]),
            "B": _union(places),
            "C": _union(works),
            "D": _union(body) | name_lexemes(words(source.names)),
        }
        short = dict.fromkeys(word for text in (*heading, *owned) for word in text.words)
        return Document(
            id=source.id,
            words=tsvector(fields),
            fuzzy=" ".join([*short, *dict.fromkeys(filter(None, map(sound, short)))]),
            skill_ids=_array(source.skill_ids),
            heading_skill_ids=_array(_skills_named(heading)),
            work_skill_ids=_array(_skills_named(works)),
        )

    def _line(self, line: str, *, short_keys: bool) -> AnalyzedText:
        tokens = words(line)
        named = self.named_in(tokens)
        skills = frozenset(entry.id for entry in named if entry.kind == "skill")
        named_lexemes = {entry.lexeme for entry in named}
        return AnalyzedText(tuple(tokens), frozenset(lexemes(tokens, short_keys=short_keys) | named_lexemes), skills)

    def _entry(self, entry: Entry) -> AnalyzedText:
        """The analyzed names of an entry, with all entries that they mean."""
        tokens = words(f"{entry.name_en} {entry.name_bn}")
        named = {each.lexeme for each in self.named_in(words(entry.name_en))} if entry.kind == "skill" else set()
        written = lexemes(tokens, short_keys=False)
        return AnalyzedText(tuple(tokens), frozenset(written | named | {entry.lexeme}), frozenset())


def _union(texts: Iterable[AnalyzedText]) -> set[str]:
    return set[str]().union(*(text.lexemes for text in texts))


def _skills_named(texts: Iterable[AnalyzedText]) -> list[int]:
    return sorted(frozenset[int]().union(*(text.skill_ids for text in texts)))


def _array(ids: list[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"

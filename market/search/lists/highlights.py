"""Highlights: the words of a title that matched a query, by their stem, a synonym, their sound or a name of a skill."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup, escape

from market.core.text.bangla import language_of
from market.search.finding.finder import parse
from market.search.finding.queries import SearchQuery
from market.search.understanding.entries import Entry
from market.search.understanding.intents import is_function_word, root
from market.search.understanding.texts import consonant_count, phonetic_key, stem, words

WORD = re.compile(r"[^\s.,;:!?()\[\]{}<>\"“”‘’|/\\\u0964+&–—-]+")
SURE_KEY = 3  # consonants of a phonetic key by which a word is highlighted
LONGEST_NAME = 4  # words


@dataclass(frozen=True)
class Highlighter:
    """What a query asks for, to be found again in texts: roots and phonetic keys of its words, and names of skills."""

    subjects: frozenset[Entry] = frozenset()
    roots: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    names: frozenset[tuple[str, ...]] = frozenset()  # stems of the names of the subjects

    @classmethod
    def of(cls, query: SearchQuery) -> "Highlighter":
        """The highlighter of a query's words; nothing is highlighted without any."""
        if not query.q:
            return cls()
        parsed = parse(query)
        typed = [word for word in words(query.q) if not is_function_word(word)]
        content = {*typed, *parsed.text, *parsed.misspelled, *(right for _, right in parsed.corrections)}
        subjects = frozenset(subject.entry for subject in parsed.subjects)
        return cls(
            subjects=subjects,
            roots=frozenset(map(root, content)),
            keys=frozenset(key for word in content if consonant_count(key := phonetic_key(stem(word))) >= SURE_KEY),
            names=frozenset(tuple(map(stem, name.split())) for entry in subjects for name in entry.phrases),
        )

    def highlight(self, text: str) -> Markup:
        """What a user wrote, escaped, in its language, with the words that match in <mark>."""
        pieces, at = [], 0
        for start, end in self._spans(text):
            pieces += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
        shown = Markup("").join([*pieces, escape(text[at:])])
        return Markup('<span lang="{}">{}</span>').format(language_of(text), shown)

    def count(self, text: str) -> int:
        """How many words of a text match."""
        return sum(len(text[start:end].split()) for start, end in self._spans(text))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the text matches, in order: words beside one another together."""
        if not self.roots:
            return
        matches = list(WORD.finditer(text))
        folded = [words(match[0]) for match in matches]
        hits = [any(map(self._is_alike, each)) for each in folded]
        stems = [tuple(map(stem, each)) for each in folded]
        for start in range(len(stems)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(stems)) + 1):
                if tuple(chain(*stems[start:end])) in self.names:
                    hits[start:end] = [True] * (end - start)
        spans = [match.span() for match, is_hit in zip(matches, hits, strict=True) if is_hit]
        while spans:
            start, end = spans.pop(0)
            while spans and text[end : spans[0][0]].isspace():
                end = spans.pop(0)[1]
            yield start, end

    def _is_alike(self, word: str) -> bool:
        if is_function_word(word):
            return False
        return root(word) in self.roots or phonetic_key(stem(word)) in self.keys

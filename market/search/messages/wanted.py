"""What a search in messages asks for: every word, by its beginning, its stem, or its sound in the other script.

Two consonants are shared by many words: there the vowels have to agree too."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from market.core.text.vowels import sounds_like
from market.search.understanding.texts import (
    OTHER_SCRIPT,
    SURE_KEY,
    consonant_count,
    lexemes,
    phonetic_keys,
    quoted,
    script,
    stem,
    words,
)

MOST_WORDS = 12
SHORTEST_BEGINNING = 2  # letters of a word that stand for all words that begin so
Lexemes = frozenset[str]


def tokens(text: str) -> list[str]:
    """The folded words of a text of any length."""
    return [word for piece in text.split() for word in words(piece)]


@lru_cache(maxsize=50_000)
def _lexemes_of(token: str) -> Lexemes:
    return frozenset(lexemes([token]))


@lru_cache(maxsize=50_000)
def _is_alike(word: str, token: str) -> bool:
    """Whether two words of different scripts, or their stems, with the same consonants sound alike."""
    latin, bangla = (word, token) if script(word) == "l" else (token, word)
    return any(sounds_like(one, other) for one in {latin, stem(latin)} for other in {bangla, stem(bangla)})


@dataclass(frozen=True, slots=True)
class WantedWord:
    """A folded word that was typed: the lexemes of which a text has one; of `alike` ones it is less sure."""

    word: str
    sure: Lexemes
    alike: Lexemes

    @classmethod
    def of(cls, word: str) -> Self:
        """Sounds of the other script; those of two consonants many words have."""
        sounds = [(key, f"{OTHER_SCRIPT[script(word)]}={key}") for key in phonetic_keys(word)]
        sure = {lexeme for key, lexeme in sounds if consonant_count(key) >= SURE_KEY}
        return cls(word, frozenset({word, f"~{stem(word)}"} | sure), frozenset(lexeme for _key, lexeme in sounds))

    def is_in(self, token: str, *, surely: bool = False) -> bool:
        """Whether a folded word of a text is it."""
        if len(self.word) >= SHORTEST_BEGINNING and token.startswith(self.word):
            return True
        own = _lexemes_of(token)
        return bool(self.sure & own) or (not surely and bool(self.alike & own) and _is_alike(self.word, token))

    def tsquery(self, *, surely: bool) -> str:
        """The tsquery of a text that has it."""
        beginning = f"{quoted(self.word)}:*" if len(self.word) >= SHORTEST_BEGINNING else quoted(self.word)
        forms = self.sure if surely else self.sure | self.alike
        return f"({' | '.join([beginning, *map(quoted, sorted(forms - {self.word}))])})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """All words that were typed."""

    words: tuple[WantedWord, ...]

    @classmethod
    def of(cls, typed: str) -> Self:
        """The words of a query, at most MOST_WORDS different ones."""
        return cls(tuple(WantedWord.of(word) for word in list(dict.fromkeys(tokens(typed)))[:MOST_WORDS]))

    def is_in(self, own: Iterable[str], *, surely: bool = False) -> bool:
        """Whether a text with these folded words has all."""
        distinct = set(own)
        return all(any(word.is_in(token, surely=surely) for token in distinct) for word in self.words)

    def tsquery(self, *, surely: bool = False) -> str:
        """The tsquery of texts that have all."""
        return " & ".join(word.tsquery(surely=surely) for word in self.words)

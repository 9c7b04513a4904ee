"""Spelling correction: the known word that a misspelled one was meant to be.

A word is known when a name, an alias or a phrase of the vocabulary has it. Candidates are found by what is left of both
words after any one letter is taken out, and compared by Damerau-Levenshtein distance: one edit for short words, two
for long ones.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from market.search.understanding.texts import consonant_count, phonetic_key, script, stem

LEAST_LENGTH = 4  # shorter words are never corrected
LEAST_JOINED = 6  # letters of a word that neighbours are joined to
SURE_KEY = 4  # consonants of a word that has few neighbours
TWO_EDITS = 8  # words of this length may differ by two edits


def deletions(word: str) -> set[str]:
    """The word, and what is left of it without any one letter."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@lru_cache(maxsize=20_000)
def distance(first: str, second: str) -> int:
    """Damerau-Levenshtein distance (optimal string alignment): insert, delete, replace or swap neighbours."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(second, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_alike(word: str, other: str) -> bool:
    return phonetic_key(word) == phonetic_key(other) or sorted(word) == sorted(other)


class Spelling:
    """The known words, and their index.

    `places` are names of places: a word is corrected to one only if it sounds the same. `others` are known words that
    mean nothing to a search: no word is corrected to them, or joined with them. `names` are the words that names are
    written with; the others are further spellings of them.
    """

    def __init__(
        self, vocabulary: Iterable[str], places: Iterable[str], others: Iterable[str], names: Iterable[str] = ()
    ) -> None:
        self.names = frozenset(names)
        self.by_sound = {(script(word), phonetic_key(word)): word for word in sorted(self.names, reverse=True)}
        self.places, self.others = frozenset(places), frozenset(others)
        self.meant = frozenset(vocabulary) | self.places
        self.words = self.meant | self.others
        self.by_deletion: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.meant):
            if len(word) >= LEAST_LENGTH:
                for rest in deletions(word):
                    self.by_deletion[rest].append(word)

    def corrected(self, word: str) -> str:
        """The known word nearest to this one; itself if it is known or none is near.

        A short word has many neighbours: it must sound the same, or have the same letters in another order.
        """
        if word in self.words or stem(word) in self.words or len(word) < LEAST_LENGTH or word.isdigit():
            return word
        near = {other for rest in deletions(word) for other in self.by_deletion.get(rest, ())}
        most = 2 if len(word) >= TWO_EDITS else 1
        if len(word) < TWO_EDITS and consonant_count(phonetic_key(word)) < SURE_KEY:
            near = {other for other in near if _is_alike(word, other)}
        near -= {place for place in self.places & near if phonetic_key(place) != phonetic_key(word)}
        ranked = sorted((distance(word, other), other[0] != word[0], other) for other in near)
        return ranked[0][2] if ranked and ranked[0][0] <= most else word

    def as_written(self, word: str) -> str:
        """A known word as names write it, for people to read: "graphic" for "grafik", "Sylhet" for "silet"."""
        written = word if word in self.names else self.by_sound.get((script(word), phonetic_key(word)), word)
        return written.capitalize() if written in self.places else written

    def segmented(self, words: Sequence[str]) -> list[str]:
        """The words with neighbours joined that are one known word ("word press"), and joined ones parted."""
        result: list[str] = []
        for word in words:
            whole = result[-1] + word if result else ""
            if len(whole) >= LEAST_JOINED and whole in self.meant and not {result[-1], word} & self.others:
                result[-1] = whole
            else:
                result += self._parted(word)
        return result

    def _parted(self, word: str) -> list[str]:
        """An unknown long word as the two known ones that it is made of ("businesscard"), else as it is."""
        if word in self.words or len(word) < TWO_EDITS:
            return [word]
        cuts = range(LEAST_LENGTH, len(word) - LEAST_LENGTH + 1)
        return next(([word[:at], word[at:]] for at in cuts if {word[:at], word[at:]} <= self.words), [word])

"""The prefix index: entries of the vocabulary by how a word of their names begins, in any writing, in memory."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from market.search.understanding.entries import Entry
from market.search.understanding.spelling import LEAST_LENGTH, deletions, distance
from market.search.understanding.texts import consonant_count, phonetic_key

NAME, ALIAS, WITHIN, SOUND, MISSPELLED = range(5)  # how an entry matches, best first
LEAST_SOUND = 2
LONGEST_BEGINNING = 12  # letters of a word in which an error is found
Row = tuple[str, int, Entry]


class PrefixIndex:
    """Sorted names, each from the start of each of its words, and sorted phonetic keys."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        names = ((rest, rank, entry) for entry in entries for rest, rank in _beginnings(entry))
        sounds = ((sound, SOUND, entry) for entry in entries for sound in entry.sounds)
        self._names, self._sounds = (sorted(rows, key=_text) for rows in (names, sounds))
        self._by_deletion: dict[str, list[str]] = defaultdict(list)
        firsts = {rest.partition(" ")[0][:LONGEST_BEGINNING] for rest, *_ in self._names}
        self._known = {word[:end] for word in firsts for end in range(1, len(word) + 1)}
        for beginning in sorted(each for each in self._known if len(each) >= LEAST_LENGTH):
            for rest in deletions(beginning):
                self._by_deletion[rest].append(beginning)

    def matches(self, tokens: Sequence[str]) -> dict[Entry, int]:
        """The entries that folded words match, the last of which may be unfinished, each with its best rank."""
        typed, sound = " ".join(tokens), "".join(map(phonetic_key, tokens))
        rows = list(_beginning_with(self._names, typed))
        if consonant_count(sound) >= LEAST_SOUND:
            rows += _beginning_with(self._sounds, sound)
        corrected = [] if rows else [self._corrected(token) for token in tokens]
        if corrected and corrected != list(tokens):
            rows = [(name, MISSPELLED, entry) for name, _, entry in _beginning_with(self._names, " ".join(corrected))]
        ranks: dict[Entry, int] = {}
        for _, rank, entry in rows:
            ranks[entry] = min(rank, ranks.get(entry, MISSPELLED))
        return ranks

    def _corrected(self, token: str) -> str:
        """The nearest beginning of a known word, if it is one edit away; else the token itself."""
        if len(token) < LEAST_LENGTH or token[:LONGEST_BEGINNING] in self._known:
            return token
        beginning, rest = token[:LONGEST_BEGINNING], token[LONGEST_BEGINNING:]
        near = {other for left in deletions(beginning) for other in self._by_deletion.get(left, ())}
        ranked = sorted((other[0] != token[0], other) for other in near if distance(beginning, other) == 1)
        return ranked[0][1] + rest if ranked else token


def _text(row: Row) -> str:
    return row[0]


def _beginnings(entry: Entry) -> Iterator[tuple[str, int]]:
    """Each name of an entry from the start of each of its words, with its rank."""
    for number, phrase in enumerate(entry.phrases):
        words = phrase.split()
        yield phrase, NAME if number < 2 else ALIAS  # the English and the Bangla name come first
        yield from ((" ".join(words[start:]), WITHIN) for start in range(1, len(words)))


def _beginning_with(rows: list[Row], text: str) -> Iterator[Row]:
    for at in range(bisect_left(rows, text, key=_text), len(rows)):
        if not rows[at][0].startswith(text):
            return
        yield rows[at]

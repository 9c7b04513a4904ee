"""Autocompletion of the search box: names of skills, topics and districts, in either script.

Everything comes from memory. An empty box offers the topics.
"""

from collections.abc import Iterable

from market.search.understanding.entries import Entry
from market.search.understanding.texts import consonant_count, phonetic_key, words
from market.search.understanding.vocabulary import Vocabulary

MOST = 8
LEAST_SOUND = 2


def suggest(q: str, vocabulary: Vocabulary, most: int = MOST) -> list[Entry]:
    """The entries that match what was typed so far, best first.

    First entries with a name that begins with it, then with a word that does, then those whose phonetic key does.
    Skills come before topics and districts of the same rank; of entries with the same name only the first is kept.
    """
    tokens = words(q)
    if not tokens:
        return list(vocabulary.topics.values())[:most]
    typed, sound = " ".join(tokens), "".join(map(phonetic_key, tokens))
    ranked = [(rank, entry) for entry in _in_order(vocabulary) if (rank := _rank(entry, typed, sound)) is not None]
    entries = [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]
    return list({entry.name.casefold(): entry for entry in reversed(entries)}.values())[::-1][:most]


def _in_order(vocabulary: Vocabulary) -> Iterable[Entry]:
    yield from vocabulary.skills.values()
    yield from vocabulary.topics.values()
    yield from vocabulary.districts.values()


def _rank(entry: Entry, typed: str, sound: str) -> int | None:
    """0 (best) to 3 for how an entry matches what was typed; None if it does not."""
    if any(phrase.startswith(typed) for phrase in entry.phrases[:2]):
        return 0
    if any(phrase.startswith(typed) for phrase in entry.phrases):
        return 1
    if any(f" {typed}" in phrase for phrase in entry.phrases):
        return 2
    return 3 if consonant_count(sound) >= LEAST_SOUND and any(each.startswith(sound) for each in entry.sounds) else None

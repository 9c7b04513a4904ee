"""What a search box offers while somebody types: names of skills, topics and districts, in either script.

Everything comes from memory. An empty box offers what most people ask for: the topics.
"""

from collections.abc import Iterable

from market.search.texts import key, sureness, words
from market.search.vocabulary import Entry, Vocabulary

MOST = 8
LEAST_SOUND = 2


def suggest(q: str, known: Vocabulary, most: int = MOST) -> list[Entry]:
    """The entries that a beginning may mean, best first.

    First those one of whose names begins with it, then those with a word that does, then those that sound so.
    Skills stand before topics and districts of the same rank, a skill's twin topic is left out.
    """
    asked = words(q)
    if not asked:
        return list(known.topics.values())[:most]
    typed, sound = " ".join(asked), "".join(map(key, asked))
    ranked = [(rank, entry) for entry in _in_order(known) if (rank := _rank(entry, typed, sound)) is not None]
    found = [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]
    return list({entry.name.casefold(): entry for entry in reversed(found)}.values())[::-1][:most]


def _in_order(known: Vocabulary) -> Iterable[Entry]:
    yield from known.skills.values()
    yield from known.topics.values()
    yield from known.districts.values()


def _rank(entry: Entry, typed: str, sound: str) -> int | None:
    """0 to 3 for how an entry begins like what was typed; None if it does not."""
    if any(phrase.startswith(typed) for phrase in entry.phrases[:2]):
        return 0
    if any(phrase.startswith(typed) for phrase in entry.phrases):
        return 1
    if any(f" {typed}" in phrase for phrase in entry.phrases):
        return 2
    return 3 if sureness(sound) >= LEAST_SOUND and any(each.startswith(sound) for each in entry.sounds) else None

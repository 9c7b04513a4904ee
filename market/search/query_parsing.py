"""What a query means: things of the catalogue that it names, and other words.

Words between ("for", "চাই", "lagbe") are left out. A name of the catalogue counts as the thing, so that every alias
finds the same; other words are looked for exactly, by their light stem, and by their consonants.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from market.core.text.bangla import nfc
from market.search.texts import key, quoted, script, stem, sureness, words
from market.search.vocabulary import Entry, Vocabulary

MOST_WORDS = 12
SURE_KEY = 4  # in the same script; across scripts any consonant key is a hint
BETWEEN = frozenset(
    nfc("""
    a an and any are as at can do for freelancer from help hire i in is job jobs looking me my need of on or our someone
    some the to us want we who with work works worker you your
    ও আর আমার আমি একজন একটা একটি এবং এর করতে করা করার করে কাজ কাজে কাজের কেউ চাই জন্য জানে থেকে দরকার দিয়ে পারে পারেন
    লাগবে লোক সাথে হবে
    amar ami chai ekjon ekta er jonno kaj kajer kore korte lagbe lok o ar dorkar
    """).split()  # noqa: SIM905  # reads as text
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that must be found: words, and what of the catalogue they name; `sure` if by their spelling."""

    words: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    sure: bool = True

    def lexemes(self, level: str) -> list[list[str]]:
        """Alternatives, each a list of what must all be there. Levels: "exact", "stem", "sound"."""
        found = [[entry.lexeme] for entry in self.entries]
        if self.entries and self.sure:
            return found
        per_word = [_forms(word, level) for word in self.words]
        if len(per_word) == 1:
            return found + [[form] for form in per_word[0]]
        return [*found, [forms[-1] if level == "sound" else forms[0] for forms in per_word]]


def _forms(word: str, level: str) -> list[str]:
    found = [word]
    if level != "exact":
        found.append(f"~{stem(word)}")
    if level == "sound" and (sound := key(stem(word))):
        found += [f"{letters}={sound}" for letters in "bl" if letters != script(word) or sureness(sound) >= SURE_KEY]
    return found


@dataclass(frozen=True, slots=True)
class Understood:
    """A query's units: each must be found. `near` ones came by likeness, because nothing else was found."""

    units: tuple[Unit, ...]
    near: tuple[Entry, ...] = ()
    misspelt: tuple[str, ...] = ()  # words to look for by trigrams

    def tsquery(self, level: str, weights: str = "") -> str:
        """The text of a tsquery for a level, within the fields of the weights given ("A", "AB"; "" for all)."""
        suffix = f":{weights}" if weights else ""
        parts = []
        for unit in self.units:
            ways = [" & ".join(quoted(lexeme) + suffix for lexeme in way) for way in unit.lexemes(level)]
            parts.append("(" + " | ".join(f"({way})" for way in ways) + ")")
        return " & ".join(parts)


def understand(text: str, known: Vocabulary) -> Understood:
    """The meaning of what a person typed; without units when it holds no word that counts."""
    asked = words(text)[:MOST_WORDS]
    units: list[Unit] = []
    at = 0
    for mention in known.mentions(asked):
        units += _plain(asked[at : mention.start])
        said = tuple(asked[mention.start : mention.end])
        units.append(Unit(said, mention.entries, sure=_is_spelt(said, mention.entries, known)))
        at = mention.end
    units += _plain(asked[at:])
    return Understood(tuple(units))


def _plain(found: Iterable[str]) -> list[Unit]:
    return [Unit((word,)) for word in found if word not in BETWEEN]


def _is_spelt(said: tuple[str, ...], entries: tuple[Entry, ...], known: Vocabulary) -> bool:
    return bool(known.by_stem.get(" ".join(map(stem, said))))


def nearest(understood: Understood, known: Vocabulary) -> Understood:
    """The same query with each word that the catalogue does not know taken for what it is most like."""
    units: list[Unit] = []
    near: list[Entry] = []
    misspelt: list[str] = []
    for unit in _joined(understood.units, known):
        found = () if unit.entries else tuple(known.nearest(" ".join(unit.words)))
        near += found
        if unit.entries or found:
            units.append(Unit(unit.words, unit.entries or found))
        else:
            misspelt += unit.words
    return Understood(tuple(units), tuple(dict.fromkeys(near)), tuple(misspelt))


def _joined(units: Iterable[Unit], known: Vocabulary) -> list[Unit]:
    """Neighbouring words as one unit where together they are like a name."""
    found: list[Unit] = []
    for unit in units:
        last = found[-1] if found else None
        if last and not last.entries and not unit.entries and known.nearest(" ".join((*last.words, *unit.words))):
            found[-1] = Unit((*last.words, *unit.words))
        else:
            found.append(unit)
    return found


def sounding(word: str) -> str:
    """The text of a tsquery for what a text is about and sounds like a word, however short: only for want of others."""
    sound = key(stem(word))
    return " | ".join(quoted(lexeme) + ":A" for lexeme in ((f"b={sound}", f"l={sound}") if sound else (word,)))

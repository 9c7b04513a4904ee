"""Query parsing: which entries of the vocabulary a query names, and its other words.

Stop words ("for", "চাই", "lagbe") are left out. A name or alias of an entry counts as the entry, so that every alias
finds the same; other words are matched exactly, by their light stem, and by their phonetic key.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from market.core.text.bangla import nfc
from market.search.texts import consonant_count, phonetic_key, quoted, script, stem, words
from market.search.vocabulary import Entry, Vocabulary

MOST_WORDS = 12
SURE_KEY = 4  # in the same script; across scripts any phonetic key is a hint
STOP_WORDS = frozenset(
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
    """One required part of a query: words and the entries they name; `sure` if by spelling, not by sound."""

    words: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    sure: bool = True

    def lexemes(self, level: str) -> list[list[str]]:
        """Alternatives, each a list of lexemes that must all match. Levels: "exact", "stem", "sound"."""
        alternatives = [[entry.lexeme] for entry in self.entries]
        if self.entries and self.sure:
            return alternatives
        per_word = [_forms(word, level) for word in self.words]
        if len(per_word) == 1:
            return alternatives + [[form] for form in per_word[0]]
        return [*alternatives, [forms[-1] if level == "sound" else forms[0] for forms in per_word]]


def _forms(word: str, level: str) -> list[str]:
    forms = [word]
    if level != "exact":
        forms.append(f"~{stem(word)}")
    if level == "sound" and (sound := phonetic_key(stem(word))):
        forms += [
            f"{letters}={sound}" for letters in "bl" if letters != script(word) or consonant_count(sound) >= SURE_KEY
        ]
    return forms


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The units of a query, all required. `near`: entries that misspelled words were taken for."""

    units: tuple[Unit, ...]
    near: tuple[Entry, ...] = ()
    misspelled: tuple[str, ...] = ()  # words to match by trigrams

    def tsquery(self, level: str, weights: str = "") -> str:
        """The text of a tsquery for a level, within the fields of the weights given ("A", "AB"; "" for all)."""
        suffix = f":{weights}" if weights else ""
        parts = []
        for unit in self.units:
            options = [" & ".join(quoted(each) + suffix for each in option) for option in unit.lexemes(level)]
            parts.append("(" + " | ".join(f"({option})" for option in options) + ")")
        return " & ".join(parts)


def parse_query(text: str, vocabulary: Vocabulary) -> ParsedQuery:
    """Parse what a user typed. Without units if it holds stop words only."""
    tokens = words(text)[:MOST_WORDS]
    units: list[Unit] = []
    at = 0
    for mention in vocabulary.mentions(tokens):
        units += _word_units(tokens[at : mention.start])
        phrase = tuple(tokens[mention.start : mention.end])
        units.append(Unit(phrase, mention.entries, sure=_is_spelled(phrase, mention.entries, vocabulary)))
        at = mention.end
    units += _word_units(tokens[at:])
    return ParsedQuery(tuple(units))


def _word_units(tokens: Iterable[str]) -> list[Unit]:
    return [Unit((word,)) for word in tokens if word not in STOP_WORDS]


def _is_spelled(phrase: tuple[str, ...], entries: tuple[Entry, ...], vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.by_stem.get(" ".join(map(stem, phrase))))


def correct_spelling(parsed: ParsedQuery, vocabulary: Vocabulary) -> ParsedQuery:
    """The same query with each unknown word replaced by the most similar entry, or marked as misspelled."""
    units: list[Unit] = []
    near: list[Entry] = []
    misspelled: list[str] = []
    for unit in _join_neighbours(parsed.units, vocabulary):
        similar = () if unit.entries else tuple(vocabulary.nearest(" ".join(unit.words)))
        near += similar
        if unit.entries or similar:
            units.append(Unit(unit.words, unit.entries or similar))
        else:
            misspelled += unit.words
    return ParsedQuery(tuple(units), tuple(dict.fromkeys(near)), tuple(misspelled))


def _join_neighbours(units: Iterable[Unit], vocabulary: Vocabulary) -> list[Unit]:
    """Join neighbouring words into one unit where together they resemble a name."""
    joined: list[Unit] = []
    for unit in units:
        last = joined[-1] if joined else None
        if last and not last.entries and not unit.entries and vocabulary.nearest(" ".join((*last.words, *unit.words))):
            joined[-1] = Unit((*last.words, *unit.words))
        else:
            joined.append(unit)
    return joined


def phonetic_tsquery(word: str) -> str:
    """The text of a tsquery for a word's sound in weight A, however short; used only where nothing else matches."""
    sound = phonetic_key(stem(word))
    return " | ".join(quoted(lexeme) + ":A" for lexeme in ((f"b={sound}", f"l={sound}") if sound else (word,)))

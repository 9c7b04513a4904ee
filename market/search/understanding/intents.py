"""Intents: from the words for what a person wants done to the skills that do it.

Each skill has phrases: its names and aliases, and what people say instead ("remove the background", "পেজ চালানো",
"chobi edit kora"), which officers edit. A query is compared with every phrase by spelling and by sound, in any order.
A word weighs more the fewer skills use it. The score of a phrase is the weight of its words that the query has, times
their share of the whole phrase: a long phrase of which two common words match loses to a short one that matches whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

from market.core.text.bangla import fold, nfc
from market.search.understanding.entries import Entry
from market.search.understanding.texts import consonant_count, phonetic_key, script, stem, words

DATA = Path(__file__).parents[1] / "data"


def read_lines(name: str) -> list[str]:
    """The lines of a file of data/, without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [nfc(line) for line in lines if not line.startswith("#")]


def read_words(name: str) -> list[str]:
    """The words of a file of data/."""
    return [word for line in read_lines(name) for word in line.split()]


FUNCTION_WORDS = frozenset(read_words("function_words.txt"))
ORDINARY_WORDS = frozenset(read_words("ordinary_words.txt"))
ROOTS = dict(pair.split("=") for pair in read_words("roots.txt"))
AGENTS = ("ist", "er", "or")  # who does it: typist, writer, editor
LEAST_ROOT = 3
SPELLED, SOUNDS, SOUNDS_SHORT = 1.0, 0.5, 0.35  # how much of a word's weight a match by spelling or sound is worth
SURE_KEY, LEAST_KEY = 3, 2  # consonants of a phonetic key; short ones count only from one script to the other
NAME = 1.2  # a name or alias is worth more than a phrase
FURTHER = 0.3  # of the scores of the second and third phrase of a skill
EVIDENCE = 0.5  # of what the single words say
OFTEN = 3.0  # phrases of a skill that give a word half of its weight
LEAST_SHARE = 0.34  # of a phrase that must match
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """What a folded word means: its root, or the first of its synonyms' roots: photo for pictures, ছবিগুলো and chobi."""
    return SYNONYMS.get(_root(word), _root(word))


def _root(word: str) -> str:
    """The word without its ending: edit for editing, edits and editor, ডিজাইন for ডিজাইনারের."""
    if not "a" <= word[:1] <= "z":
        plain = stem(word)
        return ROOTS.get(plain, plain)
    plain = str(_english.stemWord(word))
    if plain in ROOTS:
        return ROOTS[plain]
    for ending in AGENTS:
        if plain.endswith(ending) and len(plain) - len(ending) >= LEAST_ROOT:
            plain = plain.removesuffix(ending)
    return plain.removesuffix("e")


def _synonyms() -> dict[str, str]:
    """The root that stands for each root of a group."""
    groups = [[_root(word) for word in fold(line).split()] for line in read_lines("synonyms.txt")]
    return {each: group[0] for group in reversed(groups) for each in group}


SYNONYMS = _synonyms()


def is_function_word(word: str) -> bool:
    """Whether a folded word carries no meaning in a query."""
    return word in FUNCTION_WORDS


@lru_cache(maxsize=50_000)
def _written(word: str) -> tuple[str, ...]:
    """The forms under which a word of a phrase is found."""
    key = phonetic_key(stem(word))
    sounds = [f"{script(word)}={key}", f"={key}"] if key else []
    return (root(word), *sounds)


@lru_cache(maxsize=50_000)
def _asked(word: str) -> tuple[tuple[str, float], ...]:
    """The forms of a word of a query, each with the share of the weight that it is worth."""
    key = phonetic_key(stem(word))
    count = consonant_count(key)
    forms = [(root(word), SPELLED)]
    if count >= SURE_KEY:
        forms.append((f"={key}", SOUNDS))
    elif count >= LEAST_KEY:
        forms.append((f"{'l' if script(word) == 'b' else 'b'}={key}", SOUNDS_SHORT))
    return tuple(forms)


@dataclass(frozen=True, slots=True)
class ScoredSkill:
    """A skill, its score, the words of the query that speak for it, and whether any does so as it is spelt."""

    entry: Entry
    score: float
    words: frozenset[str]
    is_spelled: bool


class ScoredPhrase(NamedTuple):
    """The score of a phrase, the words of the query that it has, and whether any of them as it is spelt."""

    score: float
    words: frozenset[str]
    is_spelled: bool


class SkillPhrases:
    """All phrases of all skills, indexed by their words."""

    def __init__(self, phrases: Iterable[tuple[Entry, str, float]]) -> None:
        """`phrases`: (skill, text, factor of its score)."""
        self.phrases: list[tuple[Entry, tuple[str, ...], float]] = []
        for entry, text, factor in phrases:
            content = tuple(dict.fromkeys(word for word in words(text) if not is_function_word(word)))
            if content:
                self.phrases.append((entry, content, factor))
        self.words = frozenset(word for _, content, _ in self.phrases for word in content)
        self.weights = self._weigh()
        self.totals = [sum(self.weights[root(word)] for word in content) for _, content, _ in self.phrases]
        self.uses: dict[Entry, Counter[str]] = defaultdict(Counter)  # phrases of a skill by root
        for entry, content, _ in self.phrases:
            self.uses[entry].update(set(map(root, content)))
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, content, _) in enumerate(self.phrases):
            for position, word in enumerate(content):
                for form in _written(word):
                    self.postings[form].append((number, position))

    def _weigh(self) -> dict[str, float]:
        """The weight of each root: the fewer skills use it, the more."""
        users: dict[str, set[str]] = defaultdict(set)
        for entry, content, _ in self.phrases:
            for word in content:
                users[root(word)].add(entry.slug)
        count = len({entry.slug for entry, _, _ in self.phrases})
        return {each: log(1 + count / len(slugs)) for each, slugs in users.items()}

    def scored(self, query: Sequence[str]) -> list[ScoredSkill]:
        """The skills that a query's content words speak for, best first."""
        scores: dict[Entry, list[ScoredPhrase]] = defaultdict(list)
        for entry, phrase in self._scored_phrases(query):
            scores[entry].append(phrase)
        summed = (_sum_up(entry, each, self._evidence(entry, query)) for entry, each in scores.items())
        return sorted(summed, key=lambda each: -each.score)

    def _evidence(self, entry: Entry, query: Sequence[str]) -> float:
        """How much the single words of a query speak for a skill, by their weight and how many phrases have them."""
        uses = self.uses[entry]
        return sum(
            self.weights[each] * uses[each] / (uses[each] + OFTEN)
            for each in dict.fromkeys(map(root, query))
            if each in uses
        )

    def _scored_phrases(self, query: Sequence[str]) -> Iterator[tuple[Entry, ScoredPhrase]]:
        hits: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
        for word in query:
            for form, worth in _asked(word):
                for number, position in self.postings.get(form, ()):
                    if worth > hits[number].get(position, (0.0, ""))[0]:
                        hits[number][position] = (worth, word)
        for number, by_position in hits.items():
            entry, content, factor = self.phrases[number]
            mass = sum(worth * self.weights[root(content[at])] for at, (worth, _) in by_position.items())
            share = mass / self.totals[number]
            if share >= LEAST_SHARE:
                matched = frozenset(word for _, word in by_position.values())
                is_spelled = any(worth == SPELLED for worth, _ in by_position.values())
                yield entry, ScoredPhrase(factor * mass * share, matched, is_spelled)


def _sum_up(entry: Entry, phrases: list[ScoredPhrase], evidence: float) -> ScoredSkill:
    best = sorted(phrases, key=lambda phrase: -phrase.score)[:3]
    score = best[0].score + FURTHER * sum(phrase.score for phrase in best[1:]) + EVIDENCE * evidence
    words = frozenset[str]().union(*(phrase.words for phrase in best))
    return ScoredSkill(entry, score, words, any(phrase.is_spelled for phrase in best))

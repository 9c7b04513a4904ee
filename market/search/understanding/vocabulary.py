"""The vocabulary: topics, skills and places with all their names, and what people say when they want a skill.

It is held in memory for query parsing and indexing. A name in a query or a text, in either script or romanised, under
any alias, stands for the entry itself. A topic's alias that names a skill means the skill; a skill with the name of its
topic ("data entry") means both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from django.db import transaction

from market.core.base import clock
from market.core.text.names import Named
from market.core.web.caches import CacheGroup
from market.profiles.models import Skill
from market.search.models import SkillPhrase
from market.search.understanding.areas import Area, DistrictNames, areas
from market.search.understanding.entries import FACETS, Entry, Kind
from market.search.understanding.intents import FUNCTION_WORDS, NAME, ORDINARY_WORDS, SkillPhrases, is_function_word
from market.search.understanding.prefixes import PrefixIndex
from market.search.understanding.spelling import Spelling
from market.search.understanding.texts import consonant_count, phonetic_key, stem, words
from market.training.models import District, Topic

LIFETIME = timedelta(minutes=5)
LONGEST_PHRASE = 6
SURE_KEY = {"topic": 3, "skill": 3, "district": 4}
SHARED_BY_TWINS = 3
NEAR = 0.5
ROWS = ("topics", "skills", "districts", "areas", "phrases_by_skill")
COMPUTED = ("phrases", "spelling", "prefixes")  # at first use: half a second that no request is to wait for


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `start` to `end` of a text name these skills and topics, or this area; by spelling or by sound."""

    start: int
    end: int
    words: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    area: Area | None = None
    is_spelled: bool = True


Index = dict[str, tuple[Entry, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """All entries, and indexes to look them up. `phrases_by_skill` are those of SkillPhrase by skill id."""

    topics: dict[str, Entry]
    skills: dict[str, Entry]
    districts: dict[str, Entry]
    until: datetime
    phrases_by_skill: Mapping[int, Sequence[str]] = field(default_factory=dict)
    ids: dict[Kind, dict[int, Entry]] = field(default_factory=dict)
    by_stem: Index = field(default_factory=dict)
    by_key: Index = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)  # by name, and by phonetic key after "="
    longest: dict[str, int] = field(default_factory=dict)  # by first stem: words in the longest such name
    grams: dict[str, tuple[frozenset[str], Entry]] = field(default_factory=dict)

    @property
    def entries(self) -> Iterable[Entry]:
        """Topics, skills, then districts."""
        return chain(self.topics.values(), self.skills.values(), self.districts.values())

    def by_id(self, kind: Kind) -> dict[int, Entry]:
        """The entries of a kind by their ids."""
        return self.ids[kind]

    def of(self, kind: Kind) -> dict[str, Entry]:
        """The entries of a kind by their slugs."""
        return {"topic": self.topics, "skill": self.skills, "district": self.districts}[kind]

    @cached_property
    def phrases(self) -> SkillPhrases:
        """What speaks for each skill and topic in a query: its names, and the phrases of skills."""
        skills = self.by_id("skill")
        named = chain(self.topics.values(), self.skills.values())
        names = ((entry, phrase, NAME) for entry in named for phrase in entry.phrases if self._means(phrase, entry))
        phrases = (
            (skills[pk], text, 1.0) for pk, texts in self.phrases_by_skill.items() if pk in skills for text in texts
        )
        return SkillPhrases([*names, *phrases])

    def _means(self, phrase: str, entry: Entry) -> bool:
        """Whether a name of an entry means it: a topic's alias may mean a skill instead."""
        return entry in self.by_stem.get(" ".join(map(stem, phrase.split())), ())

    @cached_property
    def spelling(self) -> Spelling:
        """The spelling of all words of names and phrases."""
        places = {word for key in self.areas if not key.startswith("=") for word in key.split()}
        names = {word for entry in self.entries for phrase in entry.phrases[:2] for word in phrase.split()}
        return Spelling(self.phrases.words, places - self.phrases.words, FUNCTION_WORDS | ORDINARY_WORDS, names)

    @cached_property
    def prefixes(self) -> PrefixIndex:
        """All entries by how their names begin."""
        return PrefixIndex(self.entries)

    def named_in(self, text: Sequence[str]) -> set[Entry]:
        """Every entry that a text, given as folded words, names; also inside longer names."""
        stems = [stem(word) for word in text]
        named: set[Entry] = set()
        beginning = [(start, most) for start, first in enumerate(stems) if (most := self.longest.get(first))]
        for start, most in beginning:
            for end in range(start + 1, min(start + most, len(stems)) + 1):
                entries = self.by_stem.get(" ".join(stems[start:end]), ())
                # A topic is named only where no skill is: "web development" is not the whole topic.
                named.update([each for each in entries if each.kind != "topic"] or entries)
        return named

    def mentions(self, text: Sequence[str]) -> list[Mention]:
        """What a query names, by position: longest names first, by spelling, then by phonetic key."""
        taken = [False] * len(text)
        mentions: list[Mention] = []
        for is_spelled in (True, False):
            for size in range(min(LONGEST_PHRASE, len(text)), 0, -1):
                for start in range(len(text) - size + 1):
                    span = slice(start, start + size)
                    if any(taken[span]):
                        continue
                    match = self._spelled(text[span]) if is_spelled else self._sounding(text[span])
                    if match:
                        taken[span] = [True] * size
                        entries, area = match
                        mentions.append(Mention(start, start + size, tuple(text[span]), entries, area, is_spelled))
        return sorted(mentions, key=lambda mention: mention.start)

    def _spelled(self, span: Sequence[str]) -> tuple[tuple[Entry, ...], Area | None] | None:
        return self._found(self.by_stem.get(" ".join(map(stem, span)), ()), self.areas.get(" ".join(span)))

    def _sounding(self, span: Sequence[str]) -> tuple[tuple[Entry, ...], Area | None] | None:
        if all(is_function_word(word) or word in self.spelling.words for word in span):
            return None
        key = " ".join(map(phonetic_key, span))
        return self._found(self.by_key.get(key, ()), self.areas.get(f"={key}"))

    @staticmethod
    def _found(entries: tuple[Entry, ...], area: Area | None) -> tuple[tuple[Entry, ...], Area | None] | None:
        """Skills and topics before areas of the same name; None if there is neither."""
        subjects = tuple(entry for entry in entries if entry.kind != "district")
        return (subjects, None if subjects else area) if subjects or area else None

    def nearest(self, phrase: str, most: int = 3) -> list[Entry]:
        """The entries whose names are most similar (trigrams) to a misspelled folded phrase, best first."""
        trigrams = _trigrams(phrase)
        best: dict[Entry, float] = {}
        for grams, entry in self.grams.values():
            likeness = len(trigrams & grams) / (len(trigrams | grams) or 1)
            if likeness >= NEAR and likeness > best.get(entry, 0):
                best[entry] = likeness
        return sorted(best, key=lambda entry: -best[entry])[:most]


def _trigrams(phrase: str) -> frozenset[str]:
    padded = [f"  {word} " for word in phrase.split()]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def _entries(kind: Kind, rows: Iterable[Named]) -> dict[str, Entry]:
    result = {}
    for row in rows:
        names = [row.name_en, row.name_bn, *row.aliases]
        phrases = dict.fromkeys(phrase for name in names if (phrase := " ".join(words(name))))
        topic = row.pk if kind == "topic" else getattr(row, "topic_id", 0)
        sounds = dict.fromkeys("".join(map(phonetic_key, phrase.split())) for phrase in phrases)
        result[row.slug] = Entry(kind, row.pk, row.slug, row.name_en, row.name_bn, topic, tuple(phrases), tuple(sounds))
    return result


_clears = 0
_cached: tuple[tuple[int, str], Vocabulary] | None = None  # with the clears and the generation that it was read after
_generations = CacheGroup("vocabulary")
_trial: ContextVar[Vocabulary | None] = ContextVar("trial_vocabulary", default=None)


def vocabulary() -> Vocabulary:
    """The vocabulary, for five minutes the same objects: a copy from a cache takes longer than a page.

    Once officers have changed it, it is read anew within a second in every process that shares a Redis.
    """
    global _cached
    if (trial := _trial.get()) is not None:
        return trial
    now = _clears, _generations.generation()
    read_after, vocab = _cached or (None, None)
    if vocab is None or read_after != now or vocab.until < clock.wall():
        vocab = _reuse(vocab, read_vocabulary())
        _cached = now, vocab
    return vocab


@contextmanager
def trying(vocab: Vocabulary) -> Iterator[None]:
    """Let this thread, and no other, search with another vocabulary."""
    token = _trial.set(vocab)
    try:
        yield
    finally:
        _trial.reset(token)


def renew_on_commit() -> None:
    """Have every process read the vocabulary anew, once the running transaction is committed."""
    transaction.on_commit(_generations.clear)


def _reuse(old: Vocabulary | None, new: Vocabulary) -> Vocabulary:
    """The new vocabulary; the old one, with all that it has computed, if both were read from the same rows."""
    if old is None or any(getattr(old, name) != getattr(new, name) for name in ROWS):
        return new
    kept = replace(old, until=new.until)
    kept.__dict__.update({name: old.__dict__[name] for name in COMPUTED if name in old.__dict__})
    return kept


def clear_vocabulary() -> None:
    """Read the vocabulary anew at its next use, after its tables were changed; also if it is being read just now."""
    global _clears
    _clears += 1


def read_vocabulary() -> Vocabulary:
    """Build the vocabulary from the database."""
    districts = District.objects.all()
    vocab = Vocabulary(
        topics=_entries("topic", Topic.objects.all()),
        skills=_entries("skill", Skill.objects.all()),
        districts=_entries("district", districts),
        until=clock.wall() + LIFETIME,
        phrases_by_skill=_phrases_by_skill(),
        areas=areas(
            tuple(DistrictNames(row.pk, row.slug, row.name_en, row.name_bn, tuple(row.aliases)) for row in districts)
        ),
    )
    vocab.ids.update({kind: {entry.id: entry for entry in vocab.of(kind).values()} for kind in FACETS})
    stems: dict[str, list[Entry]] = defaultdict(list)
    keys: dict[str, list[Entry]] = defaultdict(list)
    for entry, phrase in _phrases_by_entry(vocab):
        parts = phrase.split()
        for form in {" ".join(map(stem, parts)), stem("".join(parts))}:
            _add(stems[form], entry)
        sound = " ".join(map(phonetic_key, parts))
        if all(map(phonetic_key, parts)) and consonant_count(sound) >= SURE_KEY[entry.kind]:
            _add(keys[sound], entry)
        vocab.grams[f"{entry.lexeme} {phrase}"] = (_trigrams(phrase), entry)
    vocab.by_stem.update({form: tuple(entries) for form, entries in stems.items()})
    for form in stems:
        first, *rest = form.split()
        vocab.longest[first] = max(vocab.longest.get(first, 0), 1 + len(rest))
    vocab.by_key.update({sound: tuple(entries) for sound, entries in keys.items()})
    return vocab


def _phrases_by_skill() -> dict[int, list[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    for skill, text in SkillPhrase.objects.filter(is_active=True).order_by("pk").values_list("skill_id", "text"):
        texts[skill].append(text)
    return texts


def _add(entries: list[Entry], entry: Entry) -> None:
    if entry not in entries:
        entries.append(entry)


def _phrases_by_entry(vocab: Vocabulary) -> Iterable[tuple[Entry, str]]:
    """(entry, phrase) for each phrase that means an entry."""
    of_skills = {phrase for skill in vocab.skills.values() for phrase in skill.phrases}
    topics = {topic.id: topic for topic in vocab.topics.values()}
    for skill in vocab.skills.values():
        meant: tuple[Entry, ...] = (
            (skill, topics[skill.topic_id]) if _are_twins(skill, topics[skill.topic_id]) else (skill,)
        )
        yield from ((entry, phrase) for phrase in skill.phrases for entry in meant)
    for topic in vocab.topics.values():
        twins = [skill for skill in vocab.skills.values() if skill.topic_id == topic.id and _are_twins(skill, topic)]
        meant = (topic, *twins) if len(twins) == 1 else (topic,)
        yield from ((entry, phrase) for phrase in topic.phrases if phrase not in of_skills for entry in meant)
    for district in vocab.districts.values():
        yield from ((district, phrase) for phrase in district.phrases)


def _are_twins(skill: Entry, topic: Entry) -> bool:
    """Whether a skill and its topic share several names ("graphic design")."""
    return len(set(skill.phrases) & set(topic.phrases)) >= SHARED_BY_TWINS

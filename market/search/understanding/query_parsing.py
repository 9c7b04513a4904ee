"""Query parsing: what a person is looking for, out of what was typed: a name, a few words or a whole sentence.

    logo designer in Bhola under 50 dollars
    subjects  the skill Logo design
    area      the district Bhola, and the districts around it
    wanted    at most 50 USD

Words that carry no meaning ("I need", "চাই", "lagbe") are dropped. Few words are text as well: whoever has them all is
found, and ranks higher with them in the headline. Text is all there is where no skill is recognised, as in names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from market.search.understanding.amounts import read_numbers
from market.search.understanding.areas import Area
from market.search.understanding.entries import Entry
from market.search.understanding.intents import ORDINARY_WORDS, ScoredSkill, is_function_word, root
from market.search.understanding.preferences import (
    LANGUAGE_BY_WORD,
    Preferences,
    read_language,
    read_manner,
    spoken,
)
from market.search.understanding.texts import consonant_count, phonetic_key, phonetic_keys, quoted, script, stem, words
from market.search.understanding.vocabulary import Mention, Vocabulary

MOST_WORDS = 40
MOST_SUBJECTS = 4
MOST_TEXT = 4  # more words than that are a sentence, and no text to be found as it stands
CLOSE = 0.55  # of the best score: less likely subjects are dropped
NAMED = 1.3  # what is also named as it is spelt is worth so much more
LIKELY = 0.8  # the weight of a subject whose topic a search is widened to
SURE = 1.6  # the score above which a skill was surely meant
ORDINARY_ROOTS = frozenset(map(root, ORDINARY_WORDS))  # alone they name somebody's trade, and no skill: a plumber
SURE_KEY = 4  # consonants of a phonetic key in the same script; across scripts any key is a hint


@dataclass(frozen=True, slots=True)
class Subject:
    """A skill or topic that a query is about, and how likely, beside the likeliest one (1.0).

    `mention` numbers the words that name it: subjects of one mention are readings of the same words.
    """

    entry: Entry
    weight: float = 1.0
    mention: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a query asks for.

    Where few rows fit, the query is widened: `widened_to` are topics of the subjects that are searched too; without
    subjects, `is_widened`: rows with any of the words, or in the districts around the area.
    `misspelled`: words to match by trigrams, where nothing else matches.
    `corrections` are (typed, meant) words by which a subject or the area was recognised.
    """

    subjects: tuple[Subject, ...] = ()
    is_sure: bool = True
    area: Area | None = None
    wanted: Preferences = field(default_factory=Preferences)
    text: tuple[str, ...] = ()
    widened_to: tuple[Entry, ...] = ()
    is_widened: bool = False
    misspelled: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()

    def tsquery(self, level: str, weights: str = "", joined_by: str = " & ") -> str:
        """A tsquery that asks for all words of the text ("" without text); joined by " | ", for any of them.

        `level` is "exact", "stem" or "sound"; `weights` are the weights of the fields ("A", "AB"; "" for all).
        """
        suffix = f":{weights}" if weights else ""
        options = ([quoted(form) + suffix for form in forms] for forms in self.forms(level))
        return joined_by.join("(" + " | ".join(each) + ")" for each in options)

    def forms(self, level: str) -> list[list[str]]:
        """The lexemes of which a document has one, for each word of the text."""
        return [_forms(word, level) for word in self.text]

    @property
    def names_skill(self) -> bool:
        """Whether any subject is a skill."""
        return any(subject.entry.kind == "skill" for subject in self.subjects)

    def widened(self, topics: Mapping[int, Entry]) -> "ParsedQuery":
        """The same query for more rows: also of the topics of its likeliest subjects, or with any of its words."""
        ids = dict.fromkeys(subject.entry.topic_id for subject in self.subjects if subject.weight >= LIKELY)
        return replace(self, widened_to=tuple(topics[pk] for pk in ids), is_widened=not self.subjects)

    @property
    def accepted(self) -> str:
        """The tsquery that every row of the list matches: what is required, or the topics it is widened to."""
        if self.is_widened:
            return " | ".join(each for each in (self.required, self.tsquery("sound", "A", joined_by=" | ")) if each)
        return " | ".join([self.required, *(quoted(topic.lexeme) for topic in self.widened_to)])

    @property
    def required(self) -> str:
        """The tsquery that every row that fits matches; "" if all do."""
        named = [quoted(subject.entry.lexeme) for subject in self.subjects]
        if not named:
            return self.tsquery("sound")
        if self.text and self.is_sure:
            named.append(f"({self.tsquery('stem')})")
        return " | ".join(named)


def _forms(word: str, level: str) -> list[str]:
    forms = [word]
    if level != "exact":
        forms.append(f"~{stem(word)}")
    if level == "sound":
        forms += [
            f"{letters}={sound}"
            for sound in phonetic_keys(word)
            for letters in "bl"
            if letters != script(word) or consonant_count(sound) >= SURE_KEY
        ]
    return forms


def parse_exact(typed_text: str, vocabulary: Vocabulary) -> ParsedQuery:
    """Parse the words as they were typed: nothing is corrected, and they are taken for nothing but what they name."""
    typed = words(typed_text)[:MOST_WORDS]
    content = [word for word in typed if not is_function_word(word)] or typed
    named = [each for each in vocabulary.mentions(content) if each.entries and each.is_spelled]
    covered = {word for mention in named for word in mention.words}
    entries = dict.fromkeys(entry for mention in named for entry in mention.entries)
    subjects = tuple(map(Subject, entries)) if covered.issuperset(content) else ()
    return ParsedQuery(subjects[:MOST_SUBJECTS], text=tuple(content))


def parse_query(typed_text: str, vocabulary: Vocabulary, *, has_places: bool = True) -> ParsedQuery:
    """Parse what a user typed, at most MOST_WORDS words of it.

    Without `has_places`, places are left out, or are words where nothing else is left.
    """
    plain, wanted = read_numbers(typed_text)
    typed = vocabulary.spelling.segmented(words(plain)[:MOST_WORDS])
    meant = [word if is_function_word(word) else vocabulary.spelling.corrected(word) for word in typed]
    mentions = vocabulary.mentions(meant)
    area, placed = _area(mentions)
    language_positions = spoken(meant) - _named_languages(meant, mentions, vocabulary)
    mentions = [mention for mention in mentions if not language_positions.issuperset(range(mention.start, mention.end))]
    spelled = {word for mention in mentions if mention.is_spelled for word in mention.words}
    content = {
        corrected: word
        for at, (word, corrected) in enumerate(zip(typed, meant, strict=True))
        if at not in placed and at not in language_positions and not is_function_word(word)
    }
    if not has_places:
        area, content = None, content or dict(zip(meant, typed, strict=True))
    rest, wanted = read_manner([word for word in content if word not in spelled], wanted)
    searched = [word for word in content if word in spelled or word in rest]
    subjects, matched, is_sure = _subjects(searched, set(typed), mentions, vocabulary)
    unmatched = [word for word in searched if word not in matched]
    rest, wanted = read_language([*(meant[at] for at in sorted(language_positions)), *unmatched], wanted)
    telling = [word for word in searched if word in matched or word in rest]
    text = [content[word] for word in (telling if is_sure else searched)]
    return ParsedQuery(
        subjects,
        is_sure,
        area,
        wanted,
        tuple(text) if len(text) <= MOST_TEXT or not subjects else (),
        corrections=tuple(
            (word, right)
            for at, (word, right) in enumerate(zip(typed, meant, strict=True))
            if word != right and (right in matched or at in placed)
        ),
    )


def _area(mentions: Iterable[Mention]) -> tuple[Area | None, set[int]]:
    """The area that a query names, and the positions of its words."""
    placed: set[int] = set()
    area = None
    for mention in mentions:
        if mention.area is not None:
            area = area or mention.area
            placed.update(range(mention.start, mention.end))
    return area, placed


def _named_languages(meant: Sequence[str], mentions: Iterable[Mention], vocabulary: Vocabulary) -> set[int]:
    """The positions of languages that name a skill together with another word: Bangla typing, also typing in Bangla."""
    named = {at for each in mentions if len(each.words) > 1 for at in range(each.start, each.end)}
    others = {stem(word) for word in meant if word not in LANGUAGE_BY_WORD and not is_function_word(word)}
    return named | {
        at
        for at, word in enumerate(meant)
        if word in LANGUAGE_BY_WORD and any(f"{stem(word)} {other}" in vocabulary.by_stem for other in others)
    }


def _subjects(
    content: Sequence[str], typed: set[str], mentions: Iterable[Mention], vocabulary: Vocabulary
) -> tuple[tuple[Subject, ...], set[str], bool]:
    """What the content words of a query are about, the words that say so, and whether that is sure."""
    named = [mention for mention in mentions if mention.entries]
    covered = {word for mention in named for word in mention.words}
    if named and covered.issuperset(content):
        entries = {entry: at for at, mention in reversed([*enumerate(named)]) for entry in mention.entries}
        subjects = (Subject(entry, mention=entries[entry]) for mention in named for entry in mention.entries)
        return tuple(dict.fromkeys(subjects))[:MOST_SUBJECTS], covered, True
    spelled = {entry for mention in named if mention.is_spelled for entry in mention.entries}
    return _likeliest(vocabulary.phrases.scored(content), spelled, typed)


def _likeliest(
    scored: Sequence[ScoredSkill], spelled: set[Entry], typed: set[str]
) -> tuple[tuple[Subject, ...], set[str], bool]:
    """The subjects with the best scores; NAMED raises what is also named as it is spelt."""
    ranked = sorted(
        ((each.score * (NAMED if each.entry in spelled else 1.0), each) for each in scored), key=lambda pair: -pair[0]
    )
    # What one language alone speaks for is no subject beside others: English logo. Two languages are a translation.
    others = [pair for pair in ranked if len(pair[1].words) > 1 or not LANGUAGE_BY_WORD.keys() >= pair[1].words]
    if others and others[0][0] >= CLOSE * ranked[0][0]:
        ranked = others
    if not ranked:
        return (), set(), True
    best, likely, topics = ranked[0][0], list[tuple[float, ScoredSkill]](), set[int]()
    for score, each in ranked:
        # A topic of which a skill is much likelier says nothing more.
        is_general = each.entry.kind == "topic" and each.entry.topic_id in topics and score < LIKELY * best
        if score >= CLOSE * best and not is_general and len(likely) < MOST_SUBJECTS:
            likely.append((score, each))
            topics.add(each.entry.topic_id)
    meant = {word for _, each in likely for word in each.words}
    telling = {word for word in typed if root(word) not in ORDINARY_ROOTS}
    is_sure = bool(spelled) or (best >= SURE and any(each.is_spelled and each.words & telling for _, each in likely))
    return tuple(Subject(each.entry, round(score / best, 2)) for score, each in likely), meant, is_sure


def as_misspelled(parsed: ParsedQuery) -> ParsedQuery:
    """The same query with the words of its text matched by trigrams and by sound."""
    return replace(parsed, subjects=(), text=(), misspelled=parsed.text)


def phonetic_forms(word: str) -> tuple[str, ...]:
    """The lexemes of a word's sound, however short; used only where nothing else matches."""
    sound = phonetic_key(stem(word))
    return (f"b={sound}", f"l={sound}") if sound else (word,)


def phonetic_tsquery(word: str) -> str:
    """The text of a tsquery for a word's sound in weight A."""
    return " | ".join(quoted(lexeme) + ":A" for lexeme in phonetic_forms(word))

"""The wording of a topic or a skill: its names, its aliases, and the phrases of those who want it; and its rules.

Only what is added is checked: what stands there already never keeps an officer from changing something else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Errors, filled
from market.core.text.bangla import language_of, nfc
from market.core.text.names import Named
from market.core.web.caches import key_of
from market.search.models import SkillPhrase
from market.search.understanding.entries import Entry
from market.search.understanding.intents import ORDINARY_WORDS, is_function_word
from market.search.understanding.texts import script, stem, words
from market.search.understanding.vocabulary import LONGEST_PHRASE, Vocabulary

LEAST, MOST = 2, 120  # letters of a name or phrase
LANGUAGES = tuple(SkillPhrase.Language.values)
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The names and phrases of a topic or skill; a topic has no phrases. `fields` has all by the form's names."""

    name_en: str
    name_bn: str
    aliases: Lines = ()
    phrases: dict[str, Lines] = field(default_factory=dict)  # by language

    @classmethod
    def of(cls, row: Named) -> "Wording":
        """What stands in the database."""
        phrases: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        active = SkillPhrase.objects.filter(skill=row.pk, is_active=True) if row._meta.model_name == "skill" else ()
        for phrase in active:
            phrases[phrase.language].append(phrase.text)
        held = {language: tuple(sorted(texts)) for language, texts in phrases.items() if texts}
        return cls(row.name_en, row.name_bn, tuple(row.aliases), held)

    @classmethod
    def typed(cls, name_en: str, name_bn: str, **texts: str) -> "Wording":
        """What an officer typed, by the names of `fields`; of aliases and phrases one a line."""
        lines = {name: _lines(text) for name, text in texts.items()}
        phrases = {language: lines.get(f"phrases_{language}", ()) for language in LANGUAGES}
        return cls(
            " ".join(nfc(name_en).split()),
            " ".join(nfc(name_bn).split()),
            lines.get("aliases_bn", ()) + lines.get("aliases_en", ()),
            {language: held for language, held in phrases.items() if held},
        )

    @property
    def fields(self) -> dict[str, Lines]:
        """Each field's lines; a name is one line. Aliases are parted by script."""
        bangla = tuple(line for line in self.aliases if language_of(line) == "bn")
        return {
            "name_en": (self.name_en,),
            "name_bn": (self.name_bn,),
            "aliases_bn": bangla,
            "aliases_en": tuple(line for line in self.aliases if line not in bangla),
            **{f"phrases_{language}": self.phrases.get(language, ()) for language in LANGUAGES},
        }

    @property
    def texts(self) -> list[str]:
        """All names and phrases, the names first."""
        return [line for lines in self.fields.values() for line in lines if line]

    @property
    def version(self) -> str:
        """Equal for equal wordings."""
        return key_of({name: sorted(lines) for name, lines in self.fields.items()})


def differences(old: Wording, new: Wording) -> dict[str, str]:
    """What was taken from each field (`aliases_en_before`) and added (`aliases_en_after`), for the audit log."""
    result = {}
    for name, lines in new.fields.items():
        before = old.fields[name]
        result[f"{name}_before"] = "; ".join(line for line in before if line not in lines)
        result[f"{name}_after"] = "; ".join(line for line in lines if line not in before)
    return {name: text for name, text in result.items() if text}


def _lines(text: str) -> Lines:
    return tuple(dict.fromkeys(line for each in nfc(text).splitlines() if (line := " ".join(each.split()))))


def folded(line: str) -> str:
    """A name or phrase as search compares it."""
    return " ".join(words(line))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the lines that are added to a wording of `entry` (None: a new skill), below this topic."""

    vocabulary: Vocabulary
    topic_id: int
    entry: Entry | None = None

    def errors(self, old: Wording | None, new: Wording) -> Errors:
        """What is wrong with which fields."""
        before = old.fields if old else {}
        counts = Counter(folded(line) for lines in new.fields.values() for line in lines)
        errors: dict[str, list[str]] = {}
        for name, lines in new.fields.items():
            for line in lines:
                if line not in before.get(name, ()) and (problem := self._problem(name, line, counts)):
                    errors.setdefault(name, []).append(problem)
        return errors

    def taken(self, wording: Wording) -> list[str]:
        """Which names and aliases others have."""
        lines = (wording.name_en, wording.name_bn, *wording.aliases)
        problems = ((line, self._is_taken(line, folded(line).split())) for line in lines)
        return [filled(problem[0], line=line, **problem[1]) for line, problem in problems if problem]

    def _problem(self, name: str, line: str, counts: Counter[str]) -> str | None:
        """The first rule that a new line breaks."""
        text = folded(line).split()
        for rule in self._rules(name):
            if (problem := rule(line, text)) is not None:
                sentence, facts = problem
                return filled(sentence, line=line, **facts)
        if counts[folded(line)] > 1:
            return filled(_("“%(line)s” stands here twice: case and signs make no difference."), line=line)
        return None

    def _rules(self, name: str) -> Iterator["Rule"]:
        yield _length
        yield _only_digits
        yield _script_of(name)
        yield self._is_taken
        if not name.startswith("name"):
            yield _function_words
            yield _ordinary_words
            yield self._is_place
        if not name.startswith("phrases"):
            yield _too_many_words

    def _is_taken(self, line: str, text: list[str]) -> "Problem":
        """A name of another skill or topic; a skill and its own topic may share names."""
        for entry in self.vocabulary.by_stem.get(" ".join(map(stem, text)), ()):
            is_own = self.entry is not None and (entry.kind, entry.id) == (self.entry.kind, self.entry.id)
            is_family = "topic" in (entry.kind, self.entry.kind if self.entry else "skill")
            if entry.kind != "district" and not is_own and not (is_family and entry.topic_id == self.topic_id):
                return _("“%(line)s” is a name of “%(other)s” already."), {"other": entry.name}
        return None

    def _is_place(self, line: str, text: list[str]) -> "Problem":
        area = self.vocabulary.areas.get(" ".join(text))
        return (_("“%(line)s” is the place %(place)s."), {"place": area.name}) if area else None


Problem = tuple[str | Promise, dict[str, Any]] | None
Rule = Callable[[str, list[str]], Problem]


def _length(line: str, text: list[str]) -> Problem:
    if len("".join(text)) < LEAST:
        return _("“%(line)s” is too short: use %(least)s letters or more."), {"least": LEAST}
    if len(line) > MOST:
        return _("“%(line)s” is too long: use %(most)s letters at most."), {"most": MOST}
    return None


def _only_digits(line: str, text: list[str]) -> Problem:
    if all(map(str.isdigit, text)):
        return _("“%(line)s” is only a number: add what is done."), {}
    return None


def _script_of(name: str) -> Rule:
    """Bangla where a field is for Bangla, Latin letters where it is for them, and never both in one word or phrase."""

    def rule(line: str, text: list[str]) -> Problem:
        scripts = {script(word) for word in text if not word.isdigit()}
        if name.endswith("_bn") and "b" not in scripts:
            return _("“%(line)s” has no Bangla letters. Words in Latin letters have a field of their own."), {}
        if name.endswith(("_en", "_rm")) and "b" in scripts:
            return _("“%(line)s” has Bangla letters. Words in Bangla have a field of their own."), {}
        if len(scripts) > 1:
            return _("“%(line)s” mixes two scripts: write it once in each."), {}
        return None

    return rule


def _function_words(line: str, text: list[str]) -> Problem:
    if all(map(is_function_word, text)):
        return _("“%(line)s” says nothing by itself: search leaves such words out."), {}
    return None


def _ordinary_words(line: str, text: list[str]) -> Problem:
    content: Iterable[str] = [word for word in text if not is_function_word(word)]
    if all(word in ORDINARY_WORDS for word in content):
        return _("“%(line)s” is an everyday word that would find this skill too often. Add what is done."), {}
    return None


def _too_many_words(line: str, text: list[str]) -> Problem:
    if len(text) > LONGEST_PHRASE:
        return _("“%(line)s” is too long for a name: use %(most)s words at most."), {"most": LONGEST_PHRASE}
    return None

"""A preview of a change: the change itself, made in a transaction that is taken back.

Inside it this thread searches with the vocabulary and the documents as they would be. Nobody else sees any of it.
Queries are those that the officer gives, what the change adds or takes away, and known phrases that are understood in
another way than before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from market.core.base.db import atomic
from market.profiles.models import Profile
from market.search.curation.wording import Wording
from market.search.finding import engine, finder
from market.search.finding.queries import TalentQuery
from market.search.indexing.renaming import count_renamed, index_some_people, renaming_between
from market.search.lists.rows import rows_of
from market.search.understanding.intents import is_function_word, root
from market.search.understanding.query_parsing import parse_query
from market.search.understanding.texts import words
from market.search.understanding.vocabulary import Vocabulary, read_vocabulary, trying, vocabulary

MOST_QUERIES = 6  # that are searched
MOST_ADDED = 3  # of the lines that change
MOST_KNOWN = 200  # phrases that are looked through for those understood in another way
SHOWN = 5
DEEP = 20  # so far places before and after are told
MOST_PEOPLE = 200  # whose documents are written for the trial


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query is understood as, how many people it finds, and the first of them by their ids."""

    subjects: tuple[str, ...]
    count: int
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Person:
    """A profile among the first, with its place before (0: not among the first DEEP)."""

    profile: Profile
    place: int
    before: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A query before and after a change. `people` are the first ones after it; `left` those who are no longer so."""

    query: str
    before: Answer
    after: Answer
    people: list[Person]
    left: list[Person]

    @property
    def is_understood_alike(self) -> bool:
        """Whether it means what it meant."""
        return self.before.subjects == self.after.subjects

    @property
    def is_same(self) -> bool:
        """Whether nothing changes."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change does. Of `known` phrases with words of the change, `moved` are understood in another way.
    `documents` are written again once it is saved."""

    comparisons: list[Comparison]
    known: int
    moved: int
    documents: int


def preview(change: Callable[..., object], old: Wording, new: Wording, queries: Sequence[str] = ()) -> Preview:
    """What an action would do that turns one wording into another. Raises what it raises."""
    unchanged = {*old.texts} & {*new.texts}
    added, dropped = ([line for line in each.texts if line not in unchanged] for each in (new, old))
    changed = added + dropped
    before = vocabulary()
    known_phrases = _known_phrases(before, changed)
    with atomic(), engine.database_only():
        meant = _meanings(before, known_phrases)
        change(is_trial=True)
        after = read_vocabulary()
        renaming = renaming_between(before, after)
        moved = [text for text, slugs in _meanings(after, known_phrases).items() if slugs != meant[text]]
        picked = _picked(queries, changed, moved)
        documents = count_renamed(renaming)
        with trying(after):
            index_some_people(renaming, MOST_PEOPLE)
            afterwards = [_answer(query) for query in picked]
        transaction.set_rollback(True)
    with engine.database_only(), trying(before):
        answers = [_answer(query) for query in picked]
    rows = zip(picked, answers, afterwards, strict=True)
    return Preview([_comparison(*row) for row in rows], len(known_phrases), len(moved), documents)


def _known_phrases(vocab: Vocabulary, changed: Iterable[str]) -> list[str]:
    """Names and phrases that share a content word with the lines that change, but those themselves."""
    roots = {root(word) for line in changed for word in words(line) if not is_function_word(word)}
    phrases = {" ".join(content) for _, content, _ in vocab.phrases.phrases if roots.intersection(map(root, content))}
    return sorted(phrases - {" ".join(words(line)) for line in changed})[:MOST_KNOWN]


def _meanings(vocab: Vocabulary, texts: Iterable[str]) -> dict[str, list[str]]:
    """The skills and topics, by their lexemes, that each text is taken for."""
    return {text: [each.entry.lexeme for each in parse_query(text, vocab).subjects] for text in texts}


def _picked(queries: Sequence[str], changed: Sequence[str], moved: Sequence[str]) -> list[str]:
    """The officer's own queries first."""
    return list(dict.fromkeys([*queries, *changed[:MOST_ADDED], *moved]))[:MOST_QUERIES]


def _answer(query: str) -> Answer:
    result = finder.find(TalentQuery(q=query), limit=DEEP)
    return Answer(result.subjects, result.count, result.ids)


def _comparison(query: str, before: Answer, after: Answer) -> Comparison:
    places = {pk: at for at, pk in enumerate(before.ids, 1)}
    now = {pk: at for at, pk in enumerate(after.ids, 1)}
    gone = [pk for pk in before.ids[:SHOWN] if pk not in after.ids[:SHOWN]]
    profiles = {row.pk: row for row in _people([*after.ids[:SHOWN], *gone])}
    people = [Person(profiles[pk], now[pk], places.get(pk, 0)) for pk in after.ids[:SHOWN] if pk in profiles]
    left = [Person(profiles[pk], now.get(pk, 0), places[pk]) for pk in gone if pk in profiles]
    return Comparison(query, before, after, people, left)


def _people(ids: list[int]) -> list[Any]:
    return rows_of(TalentQuery(), ids)

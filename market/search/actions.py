"""Indexing: the documents of changed rows, or of everything; and saving people and services for later."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotFound
from market.jobs.models import Job
from market.profiles.models import Profile
from market.safety.actions import OwnThing
from market.search.models import SavedProfile, SavedService
from market.search.texts import LONGEST_TEXT, Weight, lexemes, tsvector, words
from market.search.texts import phonetic_key as sound
from market.search.vocabulary import Entry, Vocabulary, vocabulary
from market.services.models import Service

BATCH = 1000
CACHED_LINES = 20_000  # analyzed lines in the LRU cache


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a profile, a job or a service by weight, and the vocabulary entries it belongs to."""

    id: int
    heading: str
    body: str
    skill_ids: list[int]
    places: tuple[Entry | None, ...]  # topic and district


Document = tuple[int, str, str, str]  # id, vector, fuzzy text, ids of skills
COLUMNS = ("words", "fuzzy", "skill_ids")


@dataclass(frozen=True, slots=True)
class Index:
    """The table of one kind of document, and how sources are read from its rows."""

    table: str
    column: str
    sources: Callable[["QuerySet[Any]"], list[Source]]

    def write(self, documents: list[Document]) -> int:
        """Upsert documents; unchanged ones are left alone. Returns how many were given."""
        if not documents:
            return 0
        ids, vectors, fuzzy, owned = (list(column) for column in zip(*documents, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.table} AS old ({self.column}, words, fuzzy, skill_ids) "  # noqa: S608  # our own names
                "SELECT id, words::tsvector, fuzzy, owned::bigint[] "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS made (id, words, fuzzy, owned) "
                f"ON CONFLICT ({self.column}) DO UPDATE SET words = excluded.words, fuzzy = excluded.fuzzy, "
                "skill_ids = excluded.skill_ids WHERE (old.words, old.fuzzy, old.skill_ids) IS DISTINCT FROM "
                "(excluded.words, excluded.fuzzy, excluded.skill_ids)",
                [ids, vectors, fuzzy, owned],
            )
        return len(documents)

    def documents(self, rows: "QuerySet[Any]") -> Iterator[list[Document]]:
        """The documents of all these rows in batches.

        The next batch is built while one is written, so that PostgreSQL and Python work at the same time.
        """
        builder, futures = DocumentBuilder(vocabulary()), deque["Future[list[Document]]"]()
        with ThreadPoolExecutor(1) as executor:
            for batch in _batches(rows):
                futures.append(executor.submit(builder.documents, self.sources(batch)))
                if len(futures) > 1:
                    yield futures.popleft().result()
            yield from (each.result() for each in futures)


def _of_profiles(rows: "QuerySet[Profile]") -> list[Source]:
    values = rows.values_list(
        "pk", "user__display_name", "headline_en", "headline_bn", "story_en", "story_bn", "topic_id", "district_id"
    ).annotate(owned=_skill_ids())
    vocab = vocabulary()
    topics, districts = vocab.by_id("topic"), vocab.by_id("district")
    return [
        Source(
            id=pk,
            heading="\n".join(heads),
            body="\n".join(text[:LONGEST_TEXT] for text in stories),
            skill_ids=sorted(owned),
            places=(topics.get(topic), districts.get(district)),
        )
        for pk, *heads_and_stories, topic, district, owned in values
        for heads, stories in [(heads_and_stories[:3], heads_and_stories[3:])]
    ]


def _of_jobs(rows: "QuerySet[Job]") -> list[Source]:
    values = rows.values_list("pk", "title", "description", "topic_id").annotate(owned=_skill_ids())
    topics = vocabulary().by_id("topic")
    return [
        Source(id=pk, heading=title, body=text[:LONGEST_TEXT], skill_ids=sorted(owned), places=(topics.get(topic),))
        for pk, title, text, topic, owned in values
    ]


def _package_texts(name: str) -> ArrayAgg:
    return ArrayAgg(f"packages__{name}", filter=Q(packages__isnull=False), default=[], distinct=True)


def _of_services(rows: "QuerySet[Service]") -> list[Source]:
    values = rows.values_list(
        "pk",
        "freelancer__display_name",
        "title_en",
        "title_bn",
        "description_en",
        "description_bn",
        "topic_id",
        "freelancer__profile__district_id",
    ).annotate(owned=_skill_ids(), included=_package_texts("includes"), in_other=_package_texts("other_includes"))
    vocab = vocabulary()
    topics, districts = vocab.by_id("topic"), vocab.by_id("district")
    return [
        Source(
            id=pk,
            heading="\n".join((name, *titles)),
            body="\n".join(text[:LONGEST_TEXT] for text in [*texts, *dict.fromkeys([*included, *in_other])]),
            skill_ids=sorted(set(owned)),
            places=(topics.get(topic), districts.get(district)),
        )
        for pk, name, *titles_and_texts, topic, district, owned, included, in_other in values
        for titles, texts in [(titles_and_texts[:2], titles_and_texts[2:])]
    ]


PROFILES = Index("search_profiledocument", "profile_id", _of_profiles)
JOBS = Index("search_jobdocument", "job_id", _of_jobs)
SERVICES = Index("search_servicedocument", "service_id", _of_services)


def index_profiles(rows: "QuerySet[Profile]") -> int:
    """Index these profiles. Returns how many."""
    return PROFILES.write(DocumentBuilder(vocabulary()).documents(PROFILES.sources(rows)))


def index_jobs(rows: "QuerySet[Job]") -> int:
    """Index these jobs. Returns how many."""
    return JOBS.write(DocumentBuilder(vocabulary()).documents(JOBS.sources(rows)))


def index_services(rows: "QuerySet[Service]") -> int:
    """Index these services. Returns how many."""
    return SERVICES.write(DocumentBuilder(vocabulary()).documents(SERVICES.sources(rows)))


def reindex(report_progress: Callable[[int], object] = lambda count: None) -> int:
    """Write every document again, batch by batch, each in its own transaction. Returns how many.

    `report_progress` is called with the number written so far. Search keeps working meanwhile.
    """
    count = 0
    for index, rows in (
        (PROFILES, Profile.objects.all()),
        (JOBS, Job.objects.all()),
        (SERVICES, Service.objects.all()),
    ):
        for documents in index.documents(rows):
            count += index.write(documents)
            report_progress(count)
    return count


def _batches(rows: "QuerySet[Any]") -> Iterator["QuerySet[Any]"]:
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield rows.filter(pk__in=ids)
        last = ids[-1]


def _skill_ids() -> ArrayAgg:
    return ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])


class AnalyzedText(NamedTuple):
    """A text after analysis: its folded words in order, and its lexemes."""

    words: tuple[str, ...]
    lexemes: frozenset[str]


class DocumentBuilder:
    """Builds documents. Lines and vocabulary entries that come again are analyzed once."""

    def __init__(self, vocab: Vocabulary) -> None:
        self.skills = vocab.by_id("skill")
        self.named_in = vocab.named_in
        self.entry = cache(self._entry)
        self.line = lru_cache(CACHED_LINES)(self._line)

    def documents(self, sources: Iterable[Source]) -> list[Document]:
        """The documents of these sources."""
        return [(source.id, *self._document(source), _array(source.skill_ids)) for source in sources]

    def _document(self, source: Source) -> tuple[str, str]:
        """The vector and the fuzzy text of a document."""
        owned = [self.entry(self.skills[pk]) for pk in source.skill_ids if pk in self.skills]
        places = [self.entry(place) for place in source.places if place is not None]
        heading = [self.line(line, short_keys=True) for line in source.heading.split("\n")]
        body = [self.line(line, short_keys=False) for line in source.body.split("\n")]
        fields: dict[Weight, set[str]] = {"A": _union([*heading, *owned]), "B": _union(places), "D": _union(body)}
        short = dict.fromkeys(word for text in (*heading, *owned) for word in text.words)
        return tsvector(fields), " ".join([*short, *dict.fromkeys(filter(None, map(sound, short)))])

    def _line(self, line: str, *, short_keys: bool) -> AnalyzedText:
        tokens = words(line)
        return AnalyzedText(tuple(tokens), frozenset(lexemes(tokens, short_keys=short_keys) | self._named(tokens)))

    def _entry(self, entry: Entry) -> AnalyzedText:
        """The analyzed names of an entry, with all entries that they mean."""
        tokens = words(f"{entry.name_en} {entry.name_bn}")
        named = self._named(words(entry.name_en)) if entry.kind == "skill" else set()
        return AnalyzedText(tuple(tokens), frozenset(lexemes(tokens, short_keys=False) | named | {entry.lexeme}))

    def _named(self, text: list[str]) -> set[str]:
        return {entry.lexeme for entry in self.named_in(text)}


def _union(texts: Iterable[AnalyzedText]) -> set[str]:
    return set[str]().union(*(text.lexemes for text in texts))


def _array(ids: list[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


@atomic
def add_saved_profile(*, by: User, profile_id: int) -> SavedProfile:
    """Save a freelancer for later. Doing it again changes nothing. Raises NotFound, OwnThing."""
    profile = fetch(Profile.objects.visible_to(by), profile_id)
    if profile.user_id == by.pk:
        raise OwnThing
    return SavedProfile.objects.get_or_create(user=by, profile=profile, defaults={"at": clock.now()})[0]


@atomic
def add_saved_service(*, by: User, service_id: int) -> SavedService:
    """Save a service for later. Doing it again changes nothing. Raises NotFound, OwnThing."""
    service = fetch(Service.objects.public_to(by), service_id)
    if service.freelancer_id == by.pk:
        raise OwnThing
    return SavedService.objects.get_or_create(user=by, service=service, defaults={"at": clock.now()})[0]


@atomic
def remove_saved(*, by: User, **target: int) -> None:
    """Remove `profile=7` or `service=7` from the user's saved list. Raises NotFound if it is not there."""
    saved = SavedProfile if "profile" in target else SavedService
    if not saved.objects.filter(user=by, **target).delete()[0]:
        raise NotFound

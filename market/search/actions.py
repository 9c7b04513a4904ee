"""Writing the documents: of what was changed, and of everything again; and saving people and services for later."""

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
from market.search.texts import LONGEST_TEXT, Weight, lexemes, vector, words
from market.search.texts import key as sound
from market.search.vocabulary import Entry, Vocabulary, vocabulary
from market.services.models import Service

BATCH = 1000
LINES = 20_000  # that are kept as they were read


@dataclass(frozen=True, slots=True)
class Source:
    """What a profile, a job or a service says: texts by weight, and what of the catalogue it is tied to."""

    id: int
    about: str
    tells: str
    skill_ids: list[int]
    places: tuple[Entry | None, ...]  # topic and district


Document = tuple[int, str, str, str]  # id, vector, fuzzy text, ids of skills
COLUMNS = ("words", "fuzzy", "skill_ids")


@dataclass(frozen=True, slots=True)
class Index:
    """Where documents of a kind stand, and how they are read off its rows."""

    table: str
    column: str
    sources: Callable[["QuerySet[Any]"], list[Source]]

    def write(self, documents: list[Document]) -> int:
        """Write documents; one that says the same as before is left alone. Returns how many there were."""
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

        The next one is made while a batch is written: the database works on one processor, this on another.
        """
        reader, making = Reader(vocabulary()), deque["Future[list[Document]]"]()
        with ThreadPoolExecutor(1) as maker:
            for batch in _batches(rows):
                making.append(maker.submit(reader.documents, self.sources(batch)))
                if len(making) > 1:
                    yield making.popleft().result()
            yield from (made.result() for made in making)


def _of_profiles(rows: "QuerySet[Profile]") -> list[Source]:
    found = rows.values_list(
        "pk", "user__display_name", "headline_en", "headline_bn", "story_en", "story_bn", "topic_id", "district_id"
    ).annotate(owned=_skill_ids())
    known = vocabulary()
    topics, districts = known.by_id("topic"), known.by_id("district")
    return [
        Source(
            id=pk,
            about="\n".join(heads),
            tells="\n".join(text[:LONGEST_TEXT] for text in stories),
            skill_ids=sorted(owned),
            places=(topics.get(topic), districts.get(district)),
        )
        for pk, *heads_and_stories, topic, district, owned in found
        for heads, stories in [(heads_and_stories[:3], heads_and_stories[3:])]
    ]


def _of_jobs(rows: "QuerySet[Job]") -> list[Source]:
    found = rows.values_list("pk", "title", "description", "topic_id").annotate(owned=_skill_ids())
    topics = vocabulary().by_id("topic")
    return [
        Source(id=pk, about=title, tells=text[:LONGEST_TEXT], skill_ids=sorted(owned), places=(topics.get(topic),))
        for pk, title, text, topic, owned in found
    ]


def _words_of_packages(name: str) -> ArrayAgg:
    return ArrayAgg(f"packages__{name}", filter=Q(packages__isnull=False), default=[], distinct=True)


def _of_services(rows: "QuerySet[Service]") -> list[Source]:
    found = rows.values_list(
        "pk",
        "freelancer__display_name",
        "title_en",
        "title_bn",
        "description_en",
        "description_bn",
        "topic_id",
        "freelancer__profile__district_id",
    ).annotate(
        owned=_skill_ids(), included=_words_of_packages("includes"), in_other=_words_of_packages("other_includes")
    )
    known = vocabulary()
    topics, districts = known.by_id("topic"), known.by_id("district")
    return [
        Source(
            id=pk,
            about="\n".join((name, *titles)),
            tells="\n".join(text[:LONGEST_TEXT] for text in [*texts, *dict.fromkeys([*included, *in_other])]),
            skill_ids=sorted(set(owned)),
            places=(topics.get(topic), districts.get(district)),
        )
        for pk, name, *titles_and_texts, topic, district, owned, included, in_other in found
        for titles, texts in [(titles_and_texts[:2], titles_and_texts[2:])]
    ]


PROFILES = Index("search_profiledocument", "profile_id", _of_profiles)
JOBS = Index("search_jobdocument", "job_id", _of_jobs)
SERVICES = Index("search_servicedocument", "service_id", _of_services)


def index_profiles(rows: "QuerySet[Profile]") -> int:
    """Write the documents of these profiles. Returns how many."""
    return PROFILES.write(Reader(vocabulary()).documents(PROFILES.sources(rows)))


def index_jobs(rows: "QuerySet[Job]") -> int:
    """Write the documents of these jobs. Returns how many."""
    return JOBS.write(Reader(vocabulary()).documents(JOBS.sources(rows)))


def index_services(rows: "QuerySet[Service]") -> int:
    """Write the documents of these services. Returns how many."""
    return SERVICES.write(Reader(vocabulary()).documents(SERVICES.sources(rows)))


def reindex(tell: Callable[[int], object] = lambda count: None) -> int:
    """Write every document again, batch by batch, each in its own transaction. Returns how many.

    `tell` is called with the number written so far. Documents stay searchable all the while.
    """
    count = 0
    for index, rows in (
        (PROFILES, Profile.objects.all()),
        (JOBS, Job.objects.all()),
        (SERVICES, Service.objects.all()),
    ):
        for documents in index.documents(rows):
            count += index.write(documents)
            tell(count)
    return count


def _batches(rows: "QuerySet[Any]") -> Iterator["QuerySet[Any]"]:
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield rows.filter(pk__in=ids)
        last = ids[-1]


def _skill_ids() -> ArrayAgg:
    return ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])


class Read(NamedTuple):
    """A text as a document takes it over: its words in their order, and all that it is found by."""

    words: tuple[str, ...]
    lexemes: frozenset[str]


class Reader:
    """Makes documents. What comes again, a line of a text or a thing of the catalogue, is read once."""

    def __init__(self, known: Vocabulary) -> None:
        self.skills = known.by_id("skill")
        self.named_in = known.named_in
        self.thing = cache(self._thing)
        self.line = lru_cache(LINES)(self._line)

    def documents(self, sources: Iterable[Source]) -> list[Document]:
        """The documents of these sources."""
        return [(source.id, *self._document(source), _array(source.skill_ids)) for source in sources]

    def _document(self, source: Source) -> tuple[str, str]:
        """The vector and the fuzzy text of a document."""
        owned = [self.thing(self.skills[pk]) for pk in source.skill_ids if pk in self.skills]
        places = [self.thing(place) for place in source.places if place is not None]
        about = [self.line(line, short_keys=True) for line in source.about.split("\n")]
        tells = [self.line(line, short_keys=False) for line in source.tells.split("\n")]
        fields: dict[Weight, set[str]] = {"A": _all([*about, *owned]), "B": _all(places), "D": _all(tells)}
        short = dict.fromkeys(word for read in (*about, *owned) for word in read.words)
        return vector(fields), " ".join([*short, *dict.fromkeys(filter(None, map(sound, short)))])

    def _line(self, line: str, *, short_keys: bool) -> Read:
        found = words(line)
        return Read(tuple(found), frozenset(lexemes(found, short_keys=short_keys) | self._named(found)))

    def _thing(self, entry: Entry) -> Read:
        """The words of the names of a thing, with all that they mean."""
        found = words(f"{entry.name_en} {entry.name_bn}")
        meant = self._named(words(entry.name_en)) if entry.kind == "skill" else set()
        return Read(tuple(found), frozenset(lexemes(found, short_keys=False) | meant | {entry.lexeme}))

    def _named(self, text: list[str]) -> set[str]:
        return {entry.lexeme for entry in self.named_in(text)}


def _all(reads: Iterable[Read]) -> set[str]:
    return set[str]().union(*(read.lexemes for read in reads))


def _array(ids: list[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"


@atomic
def keep_profile(*, by: User, profile_id: int) -> SavedProfile:
    """Save a freelancer for later; she is not told. Again, it changes nothing. Raises NotFound, OwnThing."""
    profile = fetch(Profile.objects.visible_to(by), profile_id)
    if profile.user_id == by.pk:
        raise OwnThing
    return SavedProfile.objects.get_or_create(user=by, profile=profile, defaults={"at": clock.now()})[0]


@atomic
def keep_service(*, by: User, service_id: int) -> SavedService:
    """Save a service for later. Again, it changes nothing. Raises NotFound, OwnThing."""
    service = fetch(Service.objects.public_to(by), service_id)
    if service.freelancer_id == by.pk:
        raise OwnThing
    return SavedService.objects.get_or_create(user=by, service=service, defaults={"at": clock.now()})[0]


@atomic
def drop_saved(*, by: User, **thing: int) -> None:
    """Take `profile=7` or `service=7` off what she saved. Raises NotFound where it is not there."""
    saved = SavedProfile if "profile" in thing else SavedService
    if not saved.objects.filter(user=by, **thing).delete()[0]:
        raise NotFound

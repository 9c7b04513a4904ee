"""Writing the documents: of what was changed, and of everything again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet

from market.core.db import atomic
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.texts import LONGEST_TEXT, Weight, lexemes, vector, words
from market.search.texts import key as sound
from market.search.vocabulary import Entry, Vocabulary, vocabulary

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """What a profile or a job says: texts by weight, and what of the catalogue it is tied to."""

    id: int
    about: str
    tells: str
    skill_ids: list[int]
    places: tuple[Entry | None, ...]  # topic and district


def index_profiles(rows: "QuerySet[Profile]") -> int:
    """Write the documents of these profiles. Returns how many."""
    found = rows.values_list(
        "pk", "user__display_name", "headline_en", "headline_bn", "story_en", "story_bn", "topic_id", "district_id"
    ).annotate(owned=_skill_ids())
    known = vocabulary()
    topics, districts = known.by_id("topic"), known.by_id("district")
    sources = [
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
    return _write("search_profiledocument", "profile_id", sources, known)


def index_jobs(rows: "QuerySet[Job]") -> int:
    """Write the documents of these jobs. Returns how many."""
    found = rows.values_list("pk", "title", "description", "topic_id").annotate(owned=_skill_ids())
    known = vocabulary()
    topics = known.by_id("topic")
    sources = [
        Source(id=pk, about=title, tells=text[:LONGEST_TEXT], skill_ids=sorted(owned), places=(topics.get(topic),))
        for pk, title, text, topic, owned in found
    ]
    return _write("search_jobdocument", "job_id", sources, known)


def reindex(tell: Callable[[int], object] = lambda count: None) -> int:
    """Write every document again, batch by batch, each in its own transaction. Returns how many.

    `tell` is called with the number written so far. Documents stay searchable all the while.
    """
    count = 0
    for rows, index in ((Profile.objects.all(), index_profiles), (Job.objects.all(), index_jobs)):
        last = 0
        while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with atomic():
                count += index(rows.filter(pk__in=ids))  # type: ignore[arg-type]  # each with its own rows
            last = ids[-1]
            tell(count)
    return count


def _skill_ids() -> ArrayAgg:
    return ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])


@dataclass(frozen=True, slots=True)
class Named:
    """What a document takes over from a thing of the catalogue that it is tied to."""

    words: list[str]
    lexemes: set[str]

    @classmethod
    def of(cls, entry: Entry, known: Vocabulary) -> "Named":
        """The words of its names, with all that they mean."""
        found = words(f"{entry.name_en} {entry.name_bn}")
        meant = _named(known, words(entry.name_en)) if entry.kind == "skill" else set()
        return cls(found, lexemes(found, short_keys=False) | meant | {entry.lexeme})


def _document(source: Source, known: Vocabulary, things: Callable[[Entry], Named]) -> tuple[str, str]:
    """The vector and the fuzzy text of a document."""
    skills = known.by_id("skill")
    owned = [things(skills[pk]) for pk in source.skill_ids if pk in skills]
    places = [things(place) for place in source.places if place is not None]
    about, tells = words(source.about), words(source.tells)
    fields: dict[Weight, set[str]] = {
        "A": (lexemes(about) | _named(known, about)).union(*(thing.lexemes for thing in owned)),
        "B": set[str]().union(*(thing.lexemes for thing in places)),
        "D": lexemes(tells, short_keys=False) | _named(known, tells),
    }
    short = dict.fromkeys(chain(about, *(thing.words for thing in owned)))
    return vector(fields), " ".join([*short, *dict.fromkeys(filter(None, map(sound, short)))])


def _named(known: Vocabulary, text: list[str]) -> set[str]:
    return {entry.lexeme for entry in known.named_in(text)}


def _write(table: str, column: str, sources: Iterable[Source], known: Vocabulary) -> int:
    things = cache(partial(Named.of, known=known))
    rows = [(source.id, *_document(source, known, things), _array(source.skill_ids)) for source in sources]
    if not rows:
        return 0
    ids, vectors, fuzzy, owned = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({column}, words, fuzzy, skill_ids) "  # noqa: S608  # our own names
            "SELECT id, words::tsvector, fuzzy, owned::bigint[] "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS made (id, words, fuzzy, owned) "
            f"ON CONFLICT ({column}) DO UPDATE SET words = excluded.words, fuzzy = excluded.fuzzy, "
            "skill_ids = excluded.skill_ids",
            [ids, vectors, fuzzy, owned],
        )
    return len(rows)


def _array(ids: list[int]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"

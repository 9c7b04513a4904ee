"""What fits a saved search well enough to tell of it, and how the searches are found that a new row fits.

The rule stands in the docstring of this package. PostgreSQL decides it, also where a search engine answers the lists:
it has every change at once, and is asked for few rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextField, Value

from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.backends import postgres_fitting
from market.search.finding.finder import parse
from market.search.finding.queries import SearchQuery
from market.search.understanding.entries import Kind
from market.search.understanding.intents import root
from market.search.understanding.query_parsing import ParsedQuery, Subject
from market.search.understanding.texts import stem
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

if TYPE_CHECKING:
    from market.accounts.models import User

ANY = "any"  # the key of searches that ask for none of the others: a price alone


class _Lexemes(Func):
    """The lexemes of a tsvector."""

    function = "tsvector_to_array"
    output_field = ArrayField(TextField())


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a list: their model, whose they are, and the columns of district and languages ("": none)."""

    model: type[Any]
    owner: str
    district: str = ""
    languages: str = ""


LISTED = {
    "talent": Listed(Profile, "user", "district_id", "languages"),
    "services": Listed(Service, "freelancer", "freelancer__profile__district_id", "freelancer__profile__languages"),
    "jobs": Listed(Job, "client"),
}


def visible_rows(kind: str, user: "User") -> "QuerySet[Any]":
    """The rows of a list that a user may be told of now: public, behind no block, not hidden, not the user's own."""
    rows = {
        "talent": lambda: Profile.objects.public_to(user),
        "services": lambda: Service.objects.public_to(user),
        "jobs": lambda: Job.objects.public().not_hidden_by(user),
    }[kind]()
    return rows.exclude(**{LISTED[kind].owner: user})


def fitting_ids(query: SearchQuery, among: "QuerySet[Any]", most: int) -> list[int]:
    """The ids of the rows `among` these that fit the query well, best first, at most `most`."""
    first, *others = _demands(query)
    ids = postgres_fitting.fitting_ids(query, first, among, None if others else most)
    for demand in others:
        if ids:
            fitting = set(postgres_fitting.fitting_ids(query, demand, among.filter(pk__in=ids)))
            ids = [pk for pk in ids if pk in fitting]
    return ids[:most]


def _demands(query: SearchQuery) -> list[ParsedQuery]:
    """The query once for each skill or topic that its words name, all of which are asked for; as plain words where it
    is not sure what they mean. (A sentence has no plain words: there the guess counts.)"""
    parsed = parse(query)
    if not parsed.subjects or (parsed.text and not parsed.is_sure):
        return [replace(parsed, subjects=(), is_sure=True)]
    by_mention: dict[int, list[Subject]] = {}
    for subject in parsed.subjects:
        by_mention.setdefault(subject.mention, []).append(subject)
    return [replace(parsed, subjects=tuple(subjects)) for subjects in by_mention.values()]


def is_too_wide(query: SearchQuery) -> bool:
    """Whether a query asks for nothing in particular: no filter (a currency alone is none), and no word that names
    anything."""
    parsed = parse(query)
    return not query.without("q", "currency").active and not (parsed.subjects or parsed.text or parsed.area)


def search_keys(query: SearchQuery) -> list[str]:
    """Keys of the rarest thing that a search asks for: every row that fits it well has one of them."""
    keys = next((each for each in _alternatives(query) if each), [ANY])
    return [f"{query.kind} {key}" for key in keys]


def _alternatives(query: SearchQuery) -> Iterator[list[str]]:
    demands = _demands(query)
    skill, topic, district = (_entry_keys(kind, getattr(query, kind, "")) for kind in ("skill", "topic", "district"))
    named = [[f"{each.entry.kind}:{each.entry.id}" for each in demand.subjects] for demand in demands]
    text, area = demands[0].text, demands[0].area
    in_heading = [f"^{_rarest(text)}"] if text else []
    yield from ([*keys, *in_heading] for keys in named if keys and all(key.startswith("skill:") for key in keys))
    yield skill
    yield [f"~{_rarest(text)}"] if text and not demands[0].subjects else []
    yield [f"district:{pk}" for pk in area.districts] if area else []
    yield district
    yield from ([*keys, *in_heading] for keys in named if keys)
    yield topic
    yield [f"language:{code}" for code in getattr(query, "language", "").split(",") if code]


def _rarest(text: Iterable[str]) -> str:
    """The stem of the word that the fewest skills use in their names and phrases."""
    weights = vocabulary().phrases.weights
    return stem(max(text, key=lambda word: (weights.get(root(word), inf), len(word))))


def _entry_keys(kind: Kind, slugs: str) -> list[str]:
    entries = vocabulary().of(kind)
    return [f"{kind}:{entries[slug].id}" for slug in slugs.split(",") if slug in entries]


def row_keys(kind: str, row_id: int) -> list[str]:
    """All keys of a row by which a saved search may ask for it; [] without a document."""
    listed = LISTED[kind]
    columns = {
        "has": F("document__skill_ids"),
        "named": F("document__heading_skill_ids"),
        "lexemes": _Lexemes(F("document__words")),
        "heading": _Lexemes(Func(F("document__words"), Value(["A"]), function="ts_filter")),
        **({"in_district": F(listed.district)} if listed.district else {}),
        **({"speaks": F(listed.languages)} if listed.languages else {}),
    }
    row = listed.model.objects.filter(pk=row_id, document__isnull=False).values("topic_id", **columns).first()
    if row is None:
        return []
    return [f"{kind} {key}" for key in dict.fromkeys(_keys_of(row))]


def _keys_of(row: dict[str, Any]) -> Iterable[str]:
    yield ANY
    yield f"topic:{row['topic_id']}"
    yield from (f"skill:{pk}" for pk in (*row["has"], *row["named"]))
    yield from (lexeme for lexeme in row["lexemes"] if lexeme.startswith("~"))
    yield from (f"^{lexeme[1:]}" for lexeme in row["heading"] if lexeme.startswith("~"))
    yield f"district:{row.get('in_district')}"
    yield from (f"language:{code}" for code in row.get("speaks", ()))

"""What a user may mean who types: skills, topics and districts from memory, people and services from the database.

An empty box offers the user's own past searches, and the topics.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db.models import F, Value
from django.urls import reverse

from market.core.base.prepared import prepared
from market.profiles.models import Profile
from market.search.backends.postgres_ranking import MatchesTsquery
from market.search.finding.queries import List
from market.search.models import ProfileDocument, ServiceDocument
from market.search.suggesting.past_searches import past_searches
from market.search.suggesting.use_counts import use_counts, use_of
from market.search.understanding.entries import Entry
from market.search.understanding.prefixes import SOUND
from market.search.understanding.texts import name_tsquery, words
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from market.accounts.models import User

Kind = Literal["skill", "topic", "district", "search", "person", "service"]
ENTRY_KINDS: tuple[Kind, ...] = ("skill", "topic", "district")
KINDS: dict[List | None, tuple[Kind, ...]] = {
    None: (*ENTRY_KINDS, "search", "person", "service"),
    "talent": (*ENTRY_KINDS, "search", "person"),
    "services": (*ENTRY_KINDS, "search", "service"),
    "jobs": ("skill", "topic", "search"),
}
PAGES: dict[List, str] = {"talent": "talent", "services": "service_list", "jobs": "job_list"}
MOST, MOST_OF_OTHERS, MOST_PAST = 8, 2, 5
LARGEST = 1000  # bytes of an answer
READ = 100  # documents that a beginning of a name is looked for in: the longer it is, the fewer have it
LEAST_OF_NAME = 2  # letters


class Suggestion(NamedTuple):
    """Something that may be meant: what it is called, where it leads, and what tells it from others of the name."""

    kind: Kind
    slug: str  # of a person or a service: the id
    name: str
    url: str
    detail: str = ""


def suggest(q: str, user: "User | AnonymousUser", in_list: List | None = None) -> list[Suggestion]:
    """At most eight suggestions for what was typed so far, by kind; a list offers what it can be filtered by.

    Of what is in memory names that begin so come first, then other spellings, later words, the sound, and typing
    errors; of one rank what is used most. Then own searches, people and services; before these if it only sounds so.
    """
    tokens, kinds = words(q), KINDS[in_list]
    if not tokens:
        past = list(_past(tokens, user, MOST_PAST))
        return _fitting([*past, *(_of_entry(entry, in_list) for entry in vocabulary().topics.values())])
    others = [*_past(tokens, user, MOST_OF_OTHERS)]
    if len("".join(tokens)) >= LEAST_OF_NAME:
        others += [*_people(tokens, user)] if "person" in kinds else []
        others += [*_services(tokens, user)] if "service" in kinds else []
    ranks = vocabulary().prefixes.matches(tokens)
    entries = [_of_entry(entry, in_list) for entry in _in_order(ranks, kinds, in_list)[: MOST - len(others)]]
    return _fitting([*entries, *others] if any(rank < SOUND for rank in ranks.values()) else [*others, *entries])


def _in_order(ranks: dict[Entry, int], kinds: Iterable[Kind], in_list: List | None) -> list[Entry]:
    """The entries of these kinds, best first, then grouped by kind; of several with one name only the first."""
    topics, used = vocabulary().by_id("topic"), use_counts()
    lists = (in_list,) if in_list else tuple(PAGES)

    def place(entry: Entry) -> tuple[int, int, int, int]:
        use = use_of(entry, topics.get(entry.topic_id), lists, used)
        return ranks[entry], ENTRY_KINDS.index(entry.kind), -use, entry.id

    by_name: dict[str, Entry] = {}
    for entry in sorted((entry for entry in ranks if entry.kind in kinds), key=place):
        by_name.setdefault(entry.name.casefold(), entry)
    best = list(by_name.values())[:MOST]
    order = list(dict.fromkeys(entry.kind for entry in best))
    return sorted(best, key=lambda entry: order.index(entry.kind))


def _of_entry(entry: Entry, in_list: List | None) -> Suggestion:
    url = f"{reverse(PAGES[in_list or 'talent'])}?{entry.kind}={entry.slug}"
    return Suggestion(entry.kind, entry.slug, entry.name, url)


def _past(tokens: Sequence[str], user: "User | AnonymousUser", most: int) -> list[Suggestion]:
    """The user's own searches with words that begin like those typed, newest first."""
    typed = " ".join(tokens)
    fitting = [row for row in past_searches(user) if f" {typed}" in f" {' '.join(words(row.q))}"]
    return [Suggestion("search", "", row.q, row.get_absolute_url()) for row in fitting[:most]]


def _people(tokens: Sequence[str], user: "User | AnonymousUser") -> Iterator[Suggestion]:
    vocab = vocabulary()
    topics, districts = vocab.by_id("topic"), vocab.by_id("district")
    for profile in _named_people(name_tsquery(tokens), user):
        parts = topics.get(profile.topic_id), districts.get(profile.district_id)
        detail = ", ".join(entry.name for entry in parts if entry)
        yield Suggestion("person", str(profile.pk), profile.user.shown_name, profile.get_absolute_url(), detail)


def _services(tokens: Sequence[str], user: "User | AnonymousUser") -> Iterator[Suggestion]:
    for service in _titled_services(name_tsquery(tokens), user):
        yield Suggestion("service", str(service.pk), service.title, service.get_absolute_url())


def _matching(documents: "QuerySet[Any]", tsquery: str) -> "QuerySet[Any]":
    """The ids of the first READ of these documents that match.

    They are sorted by what no index has, so the words are looked up in theirs. With the limit alone PostgreSQL may read
    the table until it has found enough: all of it where nobody is called so.
    """
    matching = documents.filter(MatchesTsquery(F("words"), Value(tsquery)))
    return matching.order_by(F("pk") + Value(0)).values("pk")[:READ]


@prepared
def _named_people(tsquery: str, user: "User | AnonymousUser") -> "QuerySet[Profile]":
    documents = _matching(ProfileDocument.objects.all(), tsquery)
    rows = Profile.objects.public_to(user).filter(pk__in=documents).select_related("user")
    return rows.only("topic_id", "district_id", "user__display_name", "user__other_name").order_by("-jobs_done", "pk")[
        :MOST_OF_OTHERS
    ]


@prepared
def _titled_services(tsquery: str, user: "User | AnonymousUser") -> "QuerySet[Service]":
    documents = _matching(ServiceDocument.objects.all(), tsquery)
    rows = Service.objects.public_to(user).filter(pk__in=documents)
    return rows.only("title_en", "title_bn").order_by("-orders_paid", "pk")[:MOST_OF_OTHERS]


def _fitting(suggestions: list[Suggestion]) -> list[Suggestion]:
    """As many as fit into an answer; one after the other goes from the kind that has most."""
    fitting = suggestions[:MOST]
    while len(json.dumps([each._asdict() for each in fitting], ensure_ascii=False).encode()) > LARGEST:
        most = Counter(each.kind for each in fitting).most_common(1)[0][0]
        fitting.remove([each for each in fitting if each.kind == most][-1])
    return fitting

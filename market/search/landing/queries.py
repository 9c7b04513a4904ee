"""What a landing page shows: three short lists from the search, prices, and neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any

from market.core.text import locale
from market.search.finding.queries import Counts, JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.landing.prices import PriceRange, price_ranges
from market.search.lists.listing import Listing, for_viewer, search_page
from market.search.understanding.entries import FACETS, Entry, Kind
from market.search.understanding.vocabulary import vocabulary
from market.training.models import District

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

SHOWN = 6
READ = SHOWN + 3  # some may be left out: see `Landing`
MOST_SKILLS, MOST_DISTRICTS = 16, 12
Counted = list[tuple[Entry, int]]


@dataclass(frozen=True)
class Landing:
    """A topic, skill or district with its people, services and open jobs (none for a district: jobs have no place).

    The templates leave out whoever keeps their profile from search engines: this page is made for them. Counts are of
    all. `topics`, `skills` and `districts` are its neighbours, each with its number of graduates.
    """

    entry: Entry
    people: Listing
    services: Listing
    jobs: Listing | None
    prices: list[PriceRange]
    topic: Entry | None
    division: str
    topics: Counted
    skills: Counted
    districts: Counted

    @property
    def count(self) -> int:
        """The number of graduates."""
        return self.people.result.count

    @property
    def lists(self) -> list[Listing]:
        """The lists of the page."""
        return [each for each in (self.people, self.services, self.jobs) if each is not None]


def _list(query: SearchQuery, user: "User | AnonymousUser", limit: int) -> Listing:
    return replace(search_page(for_viewer(query, user), limit=limit), reader=user.pk)


def entry_of(kind: object, slug: object) -> Entry | None:
    """The topic, skill or district of that kind and slug, if there is one and it is searched."""
    return vocabulary().of(kind).get(str(slug)) if kind in FACETS else None


def landing_of(entry: Entry, user: "User | AnonymousUser") -> Landing:
    """The landing page of an entry for a user."""
    facet: dict[str, Any] = {entry.kind: entry.slug}
    people = _list(TalentQuery(**facet), user, READ)
    services = _list(ServiceQuery(**facet), user, READ)
    jobs = None
    if entry.kind != "district":
        jobs = _list(JobQuery(**facet, ordering="newest"), user, SHOWN)
    vocab, facets = vocabulary(), people.result.facets
    topic = vocab.by_id("topic").get(entry.topic_id) if entry.kind == "skill" else None
    division, districts = _near(entry, facets.get("district", {}))
    return Landing(
        entry=entry,
        people=people,
        services=services,
        jobs=jobs,
        prices=price_ranges(entry),
        topic=topic,
        division=division,
        topics=counted("topic", facets.get("topic", {}), but=entry) if entry.kind != "skill" else [],
        skills=_skills(entry, facets.get("skill", {}))[:MOST_SKILLS],
        districts=districts[:MOST_DISTRICTS],
    )


def counted(kind: Kind, counts: Counts, *, but: Entry | None = None) -> Counted:
    """The entries of a kind with somebody, those with most people first, without one of them."""
    entries: Iterable[Entry] = vocabulary().of(kind).values()
    pairs = [(each, counts[each.id]) for each in entries if counts.get(each.id) and each != but]
    return sorted(pairs, key=lambda pair: -pair[1])


def _skills(entry: Entry, counts: Counts) -> Counted:
    """For a district all skills there, else those of the same topic."""
    pairs = counted("skill", counts, but=entry)
    return [pair for pair in pairs if entry.kind == "district" or pair[0].topic_id == entry.topic_id]


def _near(entry: Entry, counts: Counts) -> tuple[str, Counted]:
    """For a district its division and the others of it, the nearest first; else the districts with most people."""
    if entry.kind != "district":
        return "", counted("district", counts)
    division = District.objects.filter(pk=entry.id).values("division_en")
    districts = {each.pk: each for each in District.objects.filter(division_en__in=division)}
    here, entries = districts.pop(entry.id), vocabulary().by_id("district")
    near = sorted(districts.values(), key=lambda each: _distance(here, each))
    name = here.division_bn if locale.language() == "bn" else here.division_en
    return name, [(entries[each.pk], counts.get(each.pk, 0)) for each in near if each.pk in entries]


def districts_by_division(counts: Counts) -> list[tuple[str, Counted]]:
    """(division, its districts with their numbers of graduates), both by their names."""
    is_bangla, entries = locale.language() == "bn", vocabulary().by_id("district")
    divisions: dict[str, Counted] = {}
    for each in District.objects.order_by("division_en", "name_en"):
        if each.pk in entries:
            name = each.division_bn if is_bangla else each.division_en
            divisions.setdefault(name, []).append((entries[each.pk], counts.get(each.pk, 0)))
    return list(divisions.items())


def _distance(one: District, other: District) -> float:
    """How far two districts are apart, in degrees of latitude: enough to order neighbours."""
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude)

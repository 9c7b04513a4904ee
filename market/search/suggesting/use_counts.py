"""How much skills, topics and districts are used: what suggestions are ordered by."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from market.core.base.startup import load_early
from market.core.web.caches import CacheGroup
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding.queries import List
from market.search.understanding.entries import FACETS, Entry, Kind
from market.services.models import Service

if TYPE_CHECKING:
    from django.db.models import QuerySet

LEAST_SECONDS = 600.0
TIMES = 600  # counting takes one part in so many of the time, however large the site is
counts = CacheGroup("use_counts")
UseCounts = dict[List, Counter[tuple[Kind, int]]]
COLUMNS: dict[List, dict[Kind, str]] = {
    "talent": {"topic": "topic", "skill": "skills", "district": "district"},
    "services": {"topic": "topic", "skill": "skills", "district": "freelancer__profile__district"},
    "jobs": {"topic": "topic", "skill": "skills"},
}


@load_early
def use_counts() -> UseCounts:
    """How many public people, services and jobs have each skill, topic and district: of the last minutes."""
    return counts.get_or_compute("all", _count, lifetime=lambda seconds: max(LEAST_SECONDS, TIMES * seconds))


def use_of(entry: Entry, topic: Entry | None, lists: Iterable[List], used: UseCounts) -> int:
    """How much an entry is used in these lists. A skill that bears its topic's name is used by all of the topic."""
    keys = {(entry.kind, entry.id)}
    if topic and entry.kind == "skill" and entry.phrases[0] in topic.phrases:
        keys.add((topic.kind, topic.id))
    return sum(max(used[each][key] for key in keys) for each in lists)


def _count() -> UseCounts:
    rows: dict[List, QuerySet[Any]] = {
        "talent": Profile.objects.public(),
        "services": Service.objects.public(),
        "jobs": Job.objects.public(),
    }
    used: UseCounts = {}
    for name, columns in COLUMNS.items():
        used[name] = Counter()
        for kind in FACETS:
            if column := columns.get(kind):
                counted = rows[name].order_by().values_list(column).annotate(Count("pk"))
                used[name].update({(kind, pk): count for pk, count in counted if pk is not None})
    return used

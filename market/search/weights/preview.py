"""What other weights would do to the first page of lists: who moves, and how much the new are seen."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from market.profiles.models import Profile
from market.search.finding.finder import PAGE, find
from market.search.finding.queries import TalentQuery
from market.search.finding.ranking import Weights
from market.search.lists.rows import rows_of
from market.search.understanding.vocabulary import vocabulary

MOST_QUERIES = 5
USUAL_QUERIES = 3


@dataclass(frozen=True, slots=True)
class Move:
    """A freelancer of the first page, with the place there before and after; None: not on the page."""

    profile: Profile
    before: int | None
    after: int | None

    @property
    def rise(self) -> int:
        """By how many places the freelancer rises (negative: falls); 0 for who comes or leaves."""
        return self.before - self.after if self.before and self.after else 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The first page of a search before and after; `new_before` and `new_after` are percents of what is seen there."""

    q: str
    moves: list[Move]
    new_before: int
    new_after: int

    @property
    def moved(self) -> int:
        """How many freelancers are at another place than before."""
        return sum(move.before != move.after for move in self.moves)


def preview(queries: Iterable[str], before: Weights, after: Weights) -> list[Preview]:
    """A preview for each of these searches for people."""
    return [_preview(TalentQuery(q=q), before, after) for q in queries]


def usual_queries() -> list[str]:
    """The skills that most freelancers have, to preview on."""
    counts, skills = find(TalentQuery(), limit=1).facets.get("skill", {}), vocabulary().by_id("skill")
    common = sorted((pk for pk in counts if pk in skills), key=lambda pk: (-counts[pk], pk))
    return [skills[pk].name for pk in common[:USUAL_QUERIES]]


def _preview(query: TalentQuery, before: Weights, after: Weights) -> Preview:
    old, new = (find(query, weights=weights).ids for weights in (before, after))
    old_places, new_places = ({pk: place for place, pk in enumerate(ids, 1)} for ids in (old, new))
    profiles = {row.pk: row for row in rows_of(query, [*new, *(pk for pk in old if pk not in new_places)])}
    moves = [Move(row, old_places.get(pk), new_places.get(pk)) for pk, row in profiles.items()]
    return Preview(query.q, moves, _share_of_new(old, profiles), _share_of_new(new, profiles))


def _share_of_new(ids: list[int], profiles: dict[int, Profile]) -> int:
    """How much of what is seen of a page are people without a job done here, in percent; lower places are seen less."""
    seen = {pk: 1 / math.log2(place + 2) for place, pk in enumerate(ids[:PAGE]) if pk in profiles}
    total = sum(seen.values())
    return round(100 * sum(view for pk, view in seen.items() if not profiles[pk].jobs_done) / total) if total else 0

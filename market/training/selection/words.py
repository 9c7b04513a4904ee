"""Why a place is what it is, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from market.core.base.errors import filled
from market.training.models import Selection, SelectionPlace, Topic
from market.training.selection.queries import topics_of
from market.training.selection.scoring import RULES, Part


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place with the points of each part and the sentences that say why."""

    place: SelectionPlace
    parts: list[tuple[Part, int]]
    reasons: list[str]


def shown_places(selection: Selection, places: Iterable[SelectionPlace]) -> list[ShownPlace]:
    """These places of the selection, as pages and the API show them."""
    topics, seats = topics_of(selection.phase), _seats_by_topic(selection)
    rule = RULES[selection.rule]
    return [
        ShownPlace(
            each,
            [(part, each.points[part.code]) for part in rule if part.code in each.points],
            _reasons(each, topics, seats),
        )
        for each in places
    ]


def _seats_by_topic(selection: Selection) -> dict[tuple[str, str], int]:
    seats: dict[tuple[str, str], int] = {}
    for each in selection.seats:
        key = each["district"], each["topic"]
        seats[key] = seats.get(key, 0) + each["seats"]
    return seats


def _reasons(place: SelectionPlace, topics: Mapping[str, Topic], seats: Mapping[tuple[str, str], int]) -> list[str]:
    if place.batch is not None:
        wish = place.wishes.index(place.batch.topic.slug) + 1
        facts = {"batch": place.batch.code, "topic": place.batch.topic.name, "wish": wish}
        return [filled(_("Seat in batch %(batch)s, %(topic)s: wish %(wish)s."), **facts)]
    if place.rank is None:
        return [_why_not(place)]
    waited = [
        filled(
            _(
                "Waiting list of %(topic)s, number %(number)s: its %(seats)s seats went to those with more points or "
                "an earlier lot."
            ),
            topic=topics[slug].name,
            number=place.waiting[slug],
            seats=seats[place.district.slug, slug],
        )
        for slug in place.wishes
        if slug in place.waiting
    ]
    return waited or [_("None of the topics wanted is taught in this district in this phase.")]


def _why_not(place: SelectionPlace) -> str:
    if place.outcome == SelectionPlace.Outcome.HAS_PLACE:
        return _("Took no part: the applicant has a place in the programme already.")
    return _("Took no part: the register has no earlier certificate for this application.")

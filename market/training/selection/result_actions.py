"""Telling applicants what a published draw gave: part by part, so that a job that ends early goes on later.

Who has a seat hears that it is offered: this is done before, so that whose seat was lost meanwhile is told here.
"""

from typing import Any

from django.db.models import Q

from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.text.locale import by_language
from market.training.enrolments.lost_seats import lost_seats, why_lost
from market.training.models import District, Selection, SelectionPlace, Topic
from market.training.selection import events
from market.training.selection.queries import topics_of

AT_ONCE = 100


def tell_results(*, selection_id: int) -> None:
    """Tell the applicants without a seat of a published selection. Run twice, nobody is told twice."""
    while _tell_next(selection_id):
        pass


@atomic
def _tell_next(selection_id: int) -> bool:
    """Tell the next part; whether there may be more."""
    published = Selection.objects.filter(state=Selection.State.PUBLISHED)
    rows = published.select_for_update(of=("self",), no_key=True).select_related("phase")
    selection = rows.filter(pk=selection_id).first()
    if selection is None:
        return False
    unseated = selection.places.filter(Q(batch=None) | Q(pk__in=lost_seats().values("pk")), pk__gt=selection.told_to)
    waiting = unseated.select_related("application__applicant", "district", "batch")
    places = list(waiting.order_by("pk")[:AT_ONCE])
    topics = topics_of(selection.phase)
    for place in places:
        emit(_result(selection, place, topics), on=selection, by=None, to=[place.application.applicant])
        selection.told_to = place.pk
    selection.save(update_fields=["told_to"])
    return len(places) == AT_ONCE


def _result(selection: Selection, place: SelectionPlace, topics: dict[str, Topic]) -> events.ResultEvent:
    columns: dict[str, Any] = {
        "phase": selection.phase.number,
        "number": place.application.number or "",
        "rank": place.rank,
        "district": _names(place.district),
    }
    if place.batch is not None:
        why = by_language(lambda: why_lost(place))
        return events.SeatLost(**columns, batch=place.batch.code, why=why)
    if place.waiting:
        topic = next(each for each in place.wishes if each in place.waiting)
        return events.WaitingDrawn(**columns, waiting=place.waiting[topic], topic=_names(topics[topic]))
    return events.NoTopicDrawn(**columns) if place.rank else events.NotDrawn(**columns)


def _names(row: District | Topic) -> dict[str, str]:
    return {"en": row.name_en, "bn": row.name_bn}

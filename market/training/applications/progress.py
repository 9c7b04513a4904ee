"""What becomes of an application: what comes next, and when."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from market.core.base import clock
from market.core.base.time_zones import home_moment
from market.core.text.formats import format_day
from market.core.text.locale import language
from market.training.enrolments.lost_seats import why_lost
from market.training.models import Application, Enrolment, Selection, SelectionPlace

State = Application.State


def outcome_of(application: Application) -> dict[str, Any]:
    """What the published draw gave it, and the place in a batch that was offered: `place`, `enrolment`, or None."""
    published = Selection.State.PUBLISHED
    places = SelectionPlace.objects.filter(application=application, selection__state=published)
    place = places.select_related("batch__topic", "selection", "application__applicant").first()
    enrolment = Enrolment.objects.filter(application=application).select_related("batch").order_by("-pk").first()
    return {
        "place": place,
        "enrolment": enrolment,
        "why_lost": _why_lost(place) if place is not None and enrolment is None else "",
        "is_drawn": Selection.objects.filter(phase=application.phase_id, drawn_at__isnull=False).exists(),
        "is_open": application.phase.opens_at <= clock.now() < application.phase.closes_at,
        "draw_page": page_of_draw(application.phase_id),
    }


def _why_lost(place: SelectionPlace) -> str:
    """Why a seat that was drawn is not offered, once all offers are made; "" for all others."""
    return why_lost(place) if place.batch_id is not None and place.selection.told_to >= place.pk else ""


def page_of_draw(phase_id: int) -> str:
    """The address of the public page of a draw."""
    try:
        return reverse("selection", args=[phase_id])
    except NoReverseMatch:
        return ""


def next_steps(application: Application) -> list[dict[str, Any]]:
    """The steps from sending it to the first class, as `stitches` draws them."""
    phase, now = application.phase, clock.now()
    draw = Selection.objects.filter(phase=phase).first()
    published = draw.published_at if draw is not None else None
    is_sent, is_closed = application.state == State.SUBMITTED, now >= phase.closes_at
    rows: list[tuple[str, Any, bool, str]] = [
        (_("Sent"), application.submitted_at, is_sent, ""),
        (_("Applications close"), None, is_closed, home_moment(phase.last_moment)),
        (_("Places are drawn, and the list is published"), published, published is not None, _("soon after that")),
        (_("Whoever has a seat accepts it within a few days"), None, False, ""),
        (_("The course begins"), None, False, _("from %(day)s") % {"day": format_day(phase.starts_on, language())}),
    ]
    first_open = next((at for at, (_title, _when, is_done, _detail) in enumerate(rows) if not is_done), len(rows))
    return [
        {
            "title": title,
            "when": when,
            "detail": "" if when else detail,
            "state": "done" if at < first_open else "now" if at == first_open else "todo",
        }
        for at, (title, when, _is_done, detail) in enumerate(rows)
    ]

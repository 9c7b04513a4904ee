"""The public page of the programme: a map of the 64 districts, and the table behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import PublicPage
from market.training.districts.queries import SIGNS, Stand, programme_map
from market.training.enrolments.queries import has_course
from market.training.graduation.queries import issued_by_hand, phase_counts
from market.training.not_held.queries import classes_not_held

TILE = 36  # units of the drawing


@same_for_all
def programme(request: HttpRequest) -> HttpResponse:
    """Which districts are done, which are being trained, and which are to come."""
    shown = programme_map()
    page = PublicPage(
        path=reverse("programme"),
        title=_("The training programme in 64 districts"),
        description=_(
            "Where women are trained as freelancers now, district by district: what is done, running or to come, and "
            "how many seats. Nobody ever pays to take part."
        ),
    )
    columns = 1 + max(each.tile.column for each in shown.places)
    lines = 1 + max(each.tile.row for each in shown.places)
    context = {
        "map": shown,
        "takes_course": request.user.is_authenticated and has_course(request.user),
        "counts": phase_counts(shown.programme),
        "by_hand": issued_by_hand(),
        "states": [(each, SIGNS[each], shown.total.counts[each.value]) for each in Stand],
        "tile": TILE,
        "size": (columns * TILE, lines * TILE),
        "not_held": classes_not_held(shown.programme),
        "open_web": page,
    }
    return render(request, "training/programme.html", context)

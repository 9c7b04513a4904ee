"""The public pages: the rule, and the selection of each phase with its file and the program that checks it."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import text_page
from market.training.applications.queries import districts_of
from market.training.models import Phase, Selection
from market.training.selection.document import csv_of, json_of
from market.training.selection.filters import PlaceFilter
from market.training.selection.overviews import overview_of
from market.training.selection.queries import listed
from market.training.selection.scoring import MOST_POINTS, PARTS, RULE
from market.training.selection.words import shown_places

VERIFIER = Path(__file__).parent / "verify_draw.py"
FOREVER = "public, max-age=31536000, immutable"  # what is published does not change


@require_GET
@same_for_all
def selection_rule(request: HttpRequest) -> HttpResponse:
    """The rule of selection, drawn from its table, and the selections that there are."""
    lead = _("Points for what applicants state, and a lottery among equals that nobody can steer: the whole rule.")
    context = {
        "parts": PARTS,
        "rule": RULE,
        "most": MOST_POINTS,
        "lead": lead,
        "selections": Selection.objects.select_related("phase__programme").order_by("-phase__closes_at"),
        "open_web": text_page(request, _("The rule of selection"), lead),
    }
    return render(request, "training/selection_rule.html", context)


@require_GET
def selection(request: HttpRequest, phase_id: int) -> HttpResponse:
    """The selection of a phase: the hash of its seed, and once published the list and what it follows from."""
    phase = fetch(Phase.objects.select_related("programme"), phase_id)
    row = Selection.objects.filter(phase=phase).select_related("phase__programme").first()
    if row is None and phase.closes_at <= clock.now():
        raise Http404
    lead = _("Who gets a seat, and why. Everybody can check the draw.")
    context: dict[str, Any] = {
        "phase": phase,
        "selection": row,
        "lead": lead,
        "overview": overview_of(row) if row else None,
    }
    context["open_web"] = text_page(request, _("Selection"), lead)
    if row is not None and row.is_published:
        context |= list_context(request, row)
    return render(request, "training/selection.html", context)


def list_context(request: HttpRequest, row: Selection) -> dict[str, object]:
    """A page of the list of a draw, searched and filtered."""
    matches = PlaceFilter(request.GET, queryset=listed(row))
    matches.form.fields["district"].queryset = districts_of(row.phase)
    page = Paginator(matches.qs, 20).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in ("district", "outcome"))
    shown = shown_places(row, page)
    return {"page": page, "places": shown, "form": matches.form, "query": query.urlencode(), "active": active}


@require_GET
def selection_file(request: HttpRequest, phase_id: int) -> HttpResponse:
    """The file from which anybody draws again."""
    return file_answer(json_of(_published(phase_id)), "application/json", f"selection-{phase_id}.json", FOREVER)


@require_GET
def selection_table(request: HttpRequest, phase_id: int) -> HttpResponse:
    """The list as a table for spreadsheets."""
    return file_answer(csv_of(_published(phase_id)), "text/csv; charset=utf-8", f"selection-{phase_id}.csv", FOREVER)


def _published(phase_id: int) -> Selection:
    rows = Selection.objects.filter(state=Selection.State.PUBLISHED).select_related("phase__programme")
    row = rows.filter(phase=phase_id).first()
    if row is None:
        raise NotFound
    return row


def file_answer(content: bytes, kind: str, name: str, caching: str) -> HttpResponse:
    """A file that is to be stored."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = caching
    return response


@require_GET
def verify_draw(request: HttpRequest) -> HttpResponse:
    """The program that draws again."""
    return file_answer(VERIFIER.read_bytes(), "text/x-python; charset=utf-8", VERIFIER.name, "no-cache")

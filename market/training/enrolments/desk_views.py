"""The officers' list of a batch's places, and the same as a file."""

from collections import Counter
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.text.csv_export import to_csv
from market.core.text.workbooks import XLSX, Cell, as_workbook
from market.training.enrolments import terms
from market.training.enrolments.forms import PlacesFilter
from market.training.enrolments.queries import free_seats, places_of, waiting_list
from market.training.issuing.desk_views import officers_only
from market.training.models import Batch

FEW = 20
HEADS = (
    pgettext_lazy("spreadsheet", "Seat"),
    pgettext_lazy("spreadsheet", "State"),
    pgettext_lazy("spreadsheet", "Name in English"),
    pgettext_lazy("spreadsheet", "Name in Bangla"),
    pgettext_lazy("spreadsheet", "Application"),
    pgettext_lazy("spreadsheet", "Offered"),
    pgettext_lazy("spreadsheet", "To be answered by"),
    pgettext_lazy("spreadsheet", "Ended"),
    pgettext_lazy("spreadsheet", "Reason"),
)


def _batch(request: MemberRequest, batch_id: int) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district", "phase")
    return fetch(rows, batch_id)


@officers_only
def batch_places(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Seats, who has them, and who waits."""
    batch = _batch(request, batch_id)
    form = PlacesFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows, waiting = places_of(batch, state), waiting_list(batch).select_related("application")
    counts = Counter(batch.enrolments.values_list("state", flat=True))
    context = {
        "batch": batch,
        "form": form,
        "state": state,
        "page": Paginator(rows, 40).get_page(request.GET.get("page")),
        "query": f"state={state}" if state else "",
        "figures": [
            (_("Seats"), batch.seats),
            (_("In the batch"), counts["accepted"] + counts["completed"]),
            (_("Offered"), counts["offered"]),
            (pgettext_lazy("seats", "Free"), len(free_seats(batch))),
        ],
        "waiting": waiting[:FEW],
        "waiting_count": waiting.count(),
        "until": terms.offers_until(batch),
        "now": clock.now(),
    }
    return render(request, "training/batch_places.html", context)


@officers_only
def batch_places_file(request: MemberRequest, batch_id: int, kind: str) -> FileResponse | HttpResponse:
    """All places of a batch as CSV, for programs, or as a workbook, for people."""
    batch = _batch(request, batch_id)
    if kind not in ("csv", "xlsx"):
        raise NotFound
    log_access("places.taken", by=request.user, on=batch, kind=kind)
    response: FileResponse | HttpResponse
    if kind == "xlsx":
        response = FileResponse(as_workbook([str(each) for each in HEADS], _rows(batch)), content_type=XLSX)
    else:
        with translation.override("en"):
            lines = [[str(each) for each in HEADS], *([_plain(cell) for cell in row] for row in _rows(batch))]
        response = HttpResponse(to_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.code}-places.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _rows(batch: Batch) -> Iterator[list[Cell]]:
    for each in places_of(batch).prefetch_related("changes"):
        reason = [change.reason for change in each.changes.all()][-1:]
        times = [clock.local(at).replace(tzinfo=None, microsecond=0) if at else None for at in each.times]
        number = each.application.number if each.application else ""
        yield [each.seat, str(each.get_state_display()), each.name_en, each.name_bn, number, *times, *reason]


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)

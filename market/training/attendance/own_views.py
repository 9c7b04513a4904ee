"""Pages of attendance: a trainee's own, and the table of a batch."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.training.attendance.batch_queries import BatchAttendance, attendance_table
from market.training.attendance.own_queries import OwnAttendance, attendance_of
from market.training.enrolments.queries import course_of
from market.training.models import Batch, Enrolment
from market.training.outage_claims.queries import claims_to_decide

HEADS = (
    pgettext_lazy("spreadsheet", "Seat"),
    pgettext_lazy("spreadsheet", "Name in English"),
    pgettext_lazy("spreadsheet", "Name in Bangla"),
    _("Attended"),
    _("Classes that count"),
    _("Percent"),
)


@signed_in
def my_attendance(request: MemberRequest) -> HttpResponse:
    """A trainee's attendance, class by class, and what can be done about each."""
    place = course_of(request.user)
    shown: list[OwnAttendance] = []
    while place is not None and place.state != Enrolment.State.OFFERED:
        shown.append(attendance_of(place))
        place = place.moved_from
    context = {"shown": shown, "percent": settings.LIFECYCLE.graduation_live_percent}
    return render(request, "training/my_attendance.html", context)


def _batch(request: MemberRequest, batch_id: int) -> Batch:
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    rows = Batch.objects.visible_to(request.user).exclude(phase=None).select_related("topic", "district")
    return fetch(rows, batch_id)


@signed_in
def batch_attendance(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The trainees of a batch and its classes, who is below the rule, and claims that wait."""
    batch = _batch(request, batch_id)
    waiting = claims_to_decide(request.user).filter(session__batch=batch).select_related("session", "enrolment")
    context = {
        "batch": batch,
        "table": attendance_table(batch),
        "waiting": waiting,
        "percent": settings.LIFECYCLE.graduation_live_percent,
    }
    return render(request, "training/batch_attendance.html", context)


@signed_in
def batch_attendance_file(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The same as CSV, for programs: in English."""
    batch = _batch(request, batch_id)
    log_access("attendance.taken", by=request.user, on=batch)
    with translation.override("en"):
        content = to_csv(list(_lines(attendance_table(batch))))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.code}-attendance.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(table: BatchAttendance) -> Iterator[list[str]]:
    yield [*(str(each) for each in HEADS), *(f"{each.starts_at:%Y-%m-%d} {each.name}" for each in table.sessions)]
    for row in table.rows:
        percent = "" if row.share.percent is None else str(row.share.percent)
        place, share = row.place, row.share
        who = [str(place.seat or ""), place.name_en, place.name_bn]
        counts = [cell.counts if cell else "" for cell in row.cells]
        yield [*who, str(share.attended), str(share.counted), percent, *counts]

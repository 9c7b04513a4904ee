"""The office's pages of grievances: the list, its file, and one of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import audit, log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.text.locale import local
from market.core.web.buttons import pressing
from market.training.grievances import actions
from market.training.grievances.filters import GrievanceFilter
from market.training.grievances.forms import PeopleForm, ReplyForm
from market.training.grievances.queries import judges
from market.training.grievances.views import RELATED
from market.training.models import Grievance

office_only = with_role(User.Role.OFFICER, User.Role.LEAD)
HEADS = ("number", "kind", "state", "name", "batch", "received", "due", "answered", "late", "officer")
MOST_LINES = 10_000


def desk_rows(user: User) -> "QuerySet[Grievance]":
    """The grievances that the user sees, what waits first."""
    rows = Grievance.objects.visible_to(user).urgent_first()
    return rows.select_related("batch__district", "officer", "reporter")


@office_only
def grievance_desk(request: MemberRequest) -> HttpResponse:
    """The grievances, filtered; what is due first stands on top."""
    matches = GrievanceFilter(request.GET, queryset=desk_rows(request.user))
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters and name != "q")
    context = {
        "page": Paginator(matches.qs, 20).get_page(request.GET.get("page")),
        "form": matches.form,
        "query": query.urlencode(),
        "active": active,
    }
    return render(request, "training/grievance_desk.html", context)


@office_only
def export_grievances(request: MemberRequest) -> HttpResponse:
    """The same list as CSV, without what was written and without who wrote it."""
    rows = GrievanceFilter(request.GET, queryset=desk_rows(request.user)).qs[:MOST_LINES]
    lines = [HEADS, *(_line(each) for each in rows)]
    audit("grievances.exported", by=request.user, on=request.user)
    response = HttpResponse(to_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="grievances.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _line(each: Grievance) -> list[str]:
    days = [local(at).date().isoformat() if at else "" for at in (each.received_at, each.due_at, each.answered_at)]
    return [
        each.number,
        each.kind,
        each.state,
        "no" if each.is_anonymous else "yes",
        each.batch.code if each.batch else "",
        *days,
        "yes" if each.is_late else "no",
        each.officer.display_name if each.officer else "",
    ]


@office_only
def grievance_record(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """One grievance as the office sees it."""
    rows = Grievance.objects.visible_to(request.user).select_related(*RELATED, "officer", "first_officer", "reporter")
    row = fetch(rows, grievance_id)
    log_access("grievance.seen", by=request.user, on=row)
    return render(request, "training/grievance_record.html", _context(request, row))


def _context(request: MemberRequest, row: Grievance) -> dict[str, Any]:
    return {
        "grievance": row,
        "written": row.messages.select_related("by"),
        "files": row.files.all(),
        "people": row.people.all(),
        "may_take": row.is_waiting and judges(row).filter(pk=request.user.pk).exists(),
        "has_it": row.is_waiting and row.officer_id == request.user.pk,
        "form": ReplyForm(),
        "people_form": PeopleForm(grievance=row),
    }


@require_POST
@office_only
def take_grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Take it in hand."""
    with pressing(request, _("You have it in hand now.")):
        actions.take_grievance(by=request.user, grievance_id=grievance_id)
    return redirect("grievance_record", grievance_id)


@require_POST
@office_only
def reply_to_grievance(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Write to the person, or answer."""
    row = fetch(Grievance.objects.visible_to(request.user), grievance_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.reply_to_grievance(by=request.user, grievance_id=grievance_id, **form.cleaned_data)
            messages.success(request, _("Sent."))
            return redirect("grievance_record", grievance_id)
    context = {**_context(request, row), "form": form}
    return render(request, "training/grievance_record.html", context, status=form.status)


@require_POST
@office_only
def name_people(request: MemberRequest, grievance_id: int) -> HttpResponse:
    """Say whom it is about."""
    row = fetch(Grievance.objects.visible_to(request.user), grievance_id)
    form = PeopleForm(request.POST, grievance=row)
    if form.is_valid():
        with pressing(request, _("Saved. Whom it is about does not see it.")):
            actions.name_people(by=request.user, grievance_id=grievance_id, people=form.cleaned_data["people"])
    is_seen = Grievance.objects.visible_to(request.user).filter(pk=grievance_id).exists()
    return redirect("grievance_record", grievance_id) if is_seen else redirect("grievance_desk")

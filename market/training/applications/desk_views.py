"""Officers' pages of applications: the list of a phase, its file, and one application."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.text.workbooks import XLSX, as_workbook
from market.training.applications.export import export_heads, export_rows
from market.training.applications.filters import ApplicationFilter
from market.training.applications.models import ApplicationQuerySet
from market.training.applications.progress import outcome_of
from market.training.applications.queries import districts_of
from market.training.applications.steps import objection_of
from market.training.issuing.desk_views import officers_only
from market.training.models import Application, Phase


def sent_applications(user: User, phase: Phase) -> ApplicationQuerySet:
    """Those of a phase that officers see, the newest first."""
    rows = Application.objects.visible_to(user).filter(phase=phase, number__isnull=False)
    return rows.select_related("district", "certificate", "applicant").order_by("-submitted_at", "-pk")


@officers_only
def phase_applications(request: MemberRequest, phase_id: int) -> HttpResponse:
    """The applications for a phase, filtered, with their counts."""
    phase = fetch(Phase.objects.visible_to(request.user).select_related("programme"), phase_id)
    rows = sent_applications(request.user, phase)
    matches = ApplicationFilter(request.GET, queryset=rows.prefetch_related("wishes__topic"))
    matches.form.fields["district"].queryset = districts_of(phase)
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters and name != "q")
    context = {
        "phase": phase,
        "page": Paginator(matches.qs, 20).get_page(request.GET.get("page")),
        "form": matches.form,
        "query": query.urlencode(),
        "active": active,
        "submitted": rows.submitted().count(),
        "drafts": Application.objects.filter(phase=phase, state=Application.State.DRAFT).count(),
    }
    return render(request, "training/phase_applications.html", context)


@officers_only
def export_applications(request: MemberRequest, phase_id: int) -> HttpResponseBase:
    """The same list as a file for a spreadsheet: `?kind=xlsx`, else CSV."""
    phase = fetch(Phase.objects.visible_to(request.user), phase_id)
    rows = export_rows(ApplicationFilter(request.GET, queryset=sent_applications(request.user, phase)).qs)
    log_access("applications.exported", by=request.user, on=phase)
    name = f"applications-{phase.programme_id}-{phase.number}"
    if request.GET.get("kind") == "xlsx":
        book = as_workbook(export_heads(), rows)
        response: HttpResponseBase = FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    else:
        lines = [["" if each is None else str(each) for each in row] for row in rows]
        response = HttpResponse(to_csv([export_heads(in_english=True), *lines]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@officers_only
def application_record(request: MemberRequest, application_id: int) -> HttpResponse:
    """One application as officers see it."""
    rows = Application.objects.visible_to(request.user).filter(number__isnull=False)
    related = ("phase__programme", "district", "certificate__district", "applicant")
    application = fetch(rows.select_related(*related), application_id)
    log_access("application.seen", by=request.user, on=application)
    context = {
        "application": application,
        "phase": application.phase,
        "wishes": application.wishes.select_related("topic"),
        "objection": objection_of(application),
        **outcome_of(application),
    }
    return render(request, "training/application_record.html", context)

"""Officers' pages of applications: the list of a phase, its file, and one application."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.tables import MOST_ON_PAPER, Table, send_table
from market.training.applications.export import HEADS, export_rows
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
        "most_on_paper": MOST_ON_PAPER,
        "submitted": rows.submitted().count(),
        "drafts": Application.objects.filter(phase=phase, state=Application.State.DRAFT).count(),
    }
    return render(request, "training/phase_applications.html", context)


@officers_only
def export_applications(request: MemberRequest, phase_id: int) -> HttpResponseBase:
    """The same list as a file: `?kind=` csv, xlsx or pdf."""
    phase = fetch(Phase.objects.visible_to(request.user), phase_id)
    applications = ApplicationFilter(request.GET, queryset=sent_applications(request.user, phase)).qs
    log_access("applications.exported", by=request.user, on=phase)
    title = _("Applications for phase %(number)s") % {"number": format_number(phase.number, language())}
    table = Table(f"applications-{phase.programme_id}-{phase.number}", title, HEADS, lambda: export_rows(applications))
    return send_table(table, request.GET.get("kind", "csv"))


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

"""Pages of batches (trainers see their own, officers all): new ones, statistics of graduates, certificates in bulk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.web.tables import send_table
from market.training.batch_statistics import MIN_PEOPLE, outcomes_of
from market.training.batches.forms import BatchForm
from market.training.certificates.actions import add_batch
from market.training.classes.queries import calendar_of
from market.training.issuing.desk_views import officers_only
from market.training.issuing.filters import strict
from market.training.letters.printing_actions import MAX_IMMEDIATE_SHEETS, MAX_SHEETS
from market.training.models import Batch, Certificate, Enrolment, Printing
from market.training.trainees.filters import BatchFilter
from market.training.trainees.tables import batch_table
from market.training.trainees.views import filter_context


@signed_in
def batches(request: MemberRequest) -> HttpResponse:
    """A trainer's own batches, or all for officers; 404 for others."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    matches = _matches(request)
    page = Paginator(matches.qs, 20).get_page(request.GET.get("page"))
    is_officer = request.user.has_role(User.Role.OFFICER)
    context = {"page": page, "is_officer": is_officer}
    return render(request, "training/batches.html", context | filter_context(matches))


def _matches(request: MemberRequest) -> Any:
    """The batches that the user sees, with `count` certificates and `taken` seats, filtered."""
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district", "phase", "trainer")
    counted = rows.annotate(count=_count(Certificate.objects.all()), taken=_count(Enrolment.objects.seated()))
    return BatchFilter(request.GET, queryset=counted.order_by("-ended_on", "code"))


def _count(of_batches: QuerySet[Any]) -> Coalesce:
    """How many of these are of a batch: counted of the batches that are shown alone, not of all."""
    own = of_batches.filter(batch=OuterRef("pk")).order_by().values("batch")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)


@officers_only
def batches_file(request: MemberRequest) -> HttpResponseBase:
    """The same list as a file: `?kind=` csv, xlsx or pdf."""
    rows = strict(_matches(request))
    log_access("batches.taken", by=request.user, on=request.user, query=request.GET.urlencode()[:200])
    return send_table(batch_table(rows), request.GET.get("kind", "csv"))


@signed_in
def batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """A batch with the statistics of its graduates."""
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district", "trainer", "phase__programme")
    batch = fetch(rows, batch_id)
    valid = batch.certificates.valid().count()
    context = {
        "batch": batch,
        "outcomes": outcomes_of(batch),
        "least": MIN_PEOPLE,
        "is_officer": request.user.has_role(User.Role.OFFICER),
        "parts": range(1, -(-valid // MAX_SHEETS) + 1),
        "at_once": valid <= MAX_IMMEDIATE_SHEETS,
        "printings": Printing.objects.visible_to(request.user).filter(batch=batch, issuance=None)[:3],
        "issuances": batch.issuances.waiting().count(),
        "seated": batch.enrolments.seated().count(),
        **calendar_of(batch),
    }
    return render(request, "training/batch.html", context)


@officers_only
def batch_list(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The certificates of a batch for a spreadsheet, with the header row that an import takes."""
    batch = fetch(Batch.objects.visible_to(request.user), batch_id)
    rows = batch.certificates.order_by("serial").values_list("name_en", "name_bn", "serial", "state", "claimed_at")
    lines = [["Name in English", "Name in Bangla", "Certificate number", "State", "Claimed"]]
    lines += [[*row[:4], "yes" if row[4] else "no"] for row in rows]
    response = HttpResponse(to_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.code}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@officers_only
def new_batch(request: MemberRequest) -> HttpResponse:
    """Record a batch; then certificates can be issued to it."""
    form = BatchForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            fields = form.cleaned_data
            batch = add_batch(
                by=request.user,
                code=fields["code"],
                topic=fields["topic"],
                district=fields["district"],
                dates=(fields["started_on"], fields["ended_on"]),
            )
            messages.success(request, _("The batch %(code)s is recorded.") % {"code": batch.code})
            return redirect(f"{reverse('issue_certificate')}?batch={batch.pk}")
    return render(request, "training/new_batch.html", {"form": form}, status=form.status)

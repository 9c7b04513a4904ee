"""Pages of batches (trainers see their own, officers all): new ones, statistics of graduates, certificates in bulk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.training.batch_statistics import MIN_PEOPLE, outcomes_of
from market.training.batches.forms import BatchForm
from market.training.certificates.actions import add_batch
from market.training.classes.queries import calendar_of
from market.training.issuing.desk_views import officers_only
from market.training.letters.printing_actions import MAX_IMMEDIATE_SHEETS, MAX_SHEETS
from market.training.models import Batch, Printing


@signed_in
def batches(request: MemberRequest) -> HttpResponse:
    """A trainer's own batches, or all for officers; 404 for others."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district")
    rows = rows.annotate(count=Count("certificates")).order_by("-ended_on", "code")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "training/batches.html", {"page": page})


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

"""Batches: for trainers their own, for officers all; what became of the graduates, and the certificates in bulk."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.training.issuing.desk_views import officers_only
from market.training.issuing.sheets import as_csv
from market.training.letters.printing_actions import AT_ONCE, MOST_SHEETS
from market.training.models import Batch, Printing
from market.training.outcomes import LEAST, outcomes_of


@signed_in
def batches(request: MemberRequest) -> HttpResponse:
    """One's batches, or all of them for officers. For others there is no such page."""
    if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district")
    rows = rows.annotate(count=Count("certificates")).order_by("-ended_on", "code")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "training/batches.html", {"page": page})


@signed_in
def batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """What became of the graduates of a batch."""
    rows = Batch.objects.visible_to(request.user).select_related("topic", "district", "trainer")
    found = fetch(rows, batch_id)
    valid = found.certificates.valid().count()
    context = {
        "batch": found,
        "outcomes": outcomes_of(found),
        "least": LEAST,
        "is_officer": request.user.has_role(User.Role.OFFICER),
        "parts": range(1, -(-valid // MOST_SHEETS) + 1),
        "at_once": valid <= AT_ONCE,
        "printings": Printing.objects.visible_to(request.user).filter(batch=found, issuance=None)[:3],
        "issuances": found.issuances.waiting().count(),
    }
    return render(request, "training/batch.html", context)


@officers_only
def batch_list(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The certificates of a batch for a spreadsheet, under the head line that an import takes."""
    found = fetch(Batch.objects.visible_to(request.user), batch_id)
    rows = found.certificates.order_by("serial").values_list("name_en", "name_bn", "serial", "state", "claimed_at")
    lines = [["Name in English", "Name in Bangla", "Certificate number", "State", "Claimed"]]
    lines += [[*row[:4], "yes" if row[4] else "no"] for row in rows]
    response = HttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response

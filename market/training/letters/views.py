"""Officers' sheets to print: a few at once, many by a job, whose page says when they are ready."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.db import fetch
from market.training.certificates.pdf import certificates_pdf, letters_pdf
from market.training.issuing.desk_views import officers_only
from market.training.letters.printing_actions import (
    AT_ONCE,
    certificates_of,
    letters_of,
    print_certificates,
    print_letters,
    take_printing,
)
from market.training.models import Batch, Issuance, Printing
from market.training.views import pdf


def _part_of(request: MemberRequest) -> int:
    part = request.GET.get("part", "1")
    return int(part) if part.isascii() and part.isdigit() and 0 < int(part) < 1000 else 1


@officers_only
def batch_certificates(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The valid certificates of a batch: few of them as PDF, many as a file that is made meanwhile."""
    found, part = fetch(Batch.objects.visible_to(request.user), batch_id), _part_of(request)
    if found.certificates.valid().count() <= AT_ONCE:
        name = f"certificates-{found.code}-{part}"
        return pdf(certificates_pdf(name, certificates_of(found, part)), f"{name}.pdf")
    if request.method != "POST":
        return redirect(found)
    return redirect(print_certificates(by=request.user, batch_id=batch_id, part=part))


@officers_only
def issuance_letters(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """The letters of what one released, likewise."""
    found, part = fetch(Issuance.objects.visible_to(request.user), issuance_id), _part_of(request)
    if found.names.count() <= AT_ONCE:
        name, sheets = f"letters-{issuance_id}-{part}", letters_of(by=request.user, issuance_id=issuance_id, part=part)
        return pdf(letters_pdf(name, sheets), f"{name}.pdf")
    if request.method != "POST":
        return redirect("issuance", issuance_id)
    return redirect(print_letters(by=request.user, issuance_id=issuance_id, part=part))


@officers_only
def printing(request: MemberRequest, printing_id: int) -> HttpResponse:
    """How far a file is; ready, it can be taken."""
    rows = Printing.objects.visible_to(request.user).select_related("batch", "issuance")
    context = {"printing": fetch(rows, printing_id), "now_at": clock.now()}
    return render(request, "training/printing.html", context)


@officers_only
def printing_file(request: MemberRequest, printing_id: int) -> HttpResponse:
    """The PDF."""
    name, content = take_printing(by=request.user, printing_id=printing_id)
    return pdf(content, name)

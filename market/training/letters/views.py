"""Officers' PDFs to print: a few sheets within the request, many by a job, whose page shows when it is ready."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.db import fetch
from market.training.certificates.pdf import certificates_pdf, letters_pdf
from market.training.certificates.views import pdf_response
from market.training.issuing.desk_views import officers_only
from market.training.letters.printing_actions import (
    MAX_IMMEDIATE_SHEETS,
    certificates_of,
    download_printing,
    letters_of,
    print_certificates,
    print_letters,
)
from market.training.models import Batch, Issuance, Printing


def _part_of(request: MemberRequest) -> int:
    part = request.GET.get("part", "1")
    return int(part) if part.isascii() and part.isdigit() and 0 < int(part) < 1000 else 1


@officers_only
def batch_certificates(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The valid certificates of a batch as PDF: at once if they are few, else by a job."""
    batch, part = fetch(Batch.objects.visible_to(request.user), batch_id), _part_of(request)
    if batch.certificates.valid().count() <= MAX_IMMEDIATE_SHEETS:
        name = f"certificates-{batch.code}-{part}"
        return pdf_response(certificates_pdf(name, certificates_of(batch, part)), f"{name}.pdf")
    if request.method != "POST":
        return redirect(batch)
    return redirect(print_certificates(by=request.user, batch_id=batch_id, part=part))


@officers_only
def issuance_letters(request: MemberRequest, issuance_id: int) -> HttpResponse:
    """The letters of an issuance as PDF: at once if they are few, else by a job."""
    issuance, part = fetch(Issuance.objects.visible_to(request.user), issuance_id), _part_of(request)
    if issuance.names.count() <= MAX_IMMEDIATE_SHEETS:
        name, sheets = f"letters-{issuance_id}-{part}", letters_of(by=request.user, issuance_id=issuance_id, part=part)
        return pdf_response(letters_pdf(name, sheets), f"{name}.pdf")
    if request.method != "POST":
        return redirect("issuance", issuance_id)
    return redirect(print_letters(by=request.user, issuance_id=issuance_id, part=part))


@officers_only
def printing(request: MemberRequest, printing_id: int) -> HttpResponse:
    """The progress of a printing, and its download once it is ready."""
    rows = Printing.objects.visible_to(request.user).select_related("batch", "issuance")
    context = {"printing": fetch(rows, printing_id), "now_at": clock.now()}
    return render(request, "training/printing.html", context)


@officers_only
def printing_file(request: MemberRequest, printing_id: int) -> HttpResponse:
    """The PDF."""
    name, content = download_printing(by=request.user, printing_id=printing_id)
    return pdf_response(content, name)

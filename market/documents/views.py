"""Pages of documents: the list, one to read and print, its PDF, its check by anybody, and billing details."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.text.qr_codes import qr_image
from market.core.web.refusals import refusal_page
from market.core.web.throttles import searches
from market.documents.actions import ensure_drawn, set_billing_details
from market.documents.contents import is_number, right_columns, show
from market.documents.forms import BillingDetailsForm, DocumentFilterForm
from market.documents.models import BillingDetails, Document
from market.documents.queries import NoSuchDocument, document_of_code, documents_of, with_titles, years_of
from market.documents.words import word


@signed_in
def documents(request: MemberRequest) -> HttpResponse:
    """The user's documents, newest first, by kind and year."""
    form = DocumentFilterForm(request.GET, years=years_of(request.user))
    page = Paginator(form.apply(with_titles(documents_of(request.user))), 20).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "form": form, "query": query.urlencode(), "has_details": _has_details(request)}
    return render(request, "documents/documents.html", context)


def _has_details(request: MemberRequest) -> bool:
    return BillingDetails.objects.filter(user=request.user).exists()


@signed_in
def document(request: MemberRequest, document_id: int) -> HttpResponse:
    """A document as a page that prints well."""
    row = fetch(documents_of(request.user), document_id)
    context = {"document": row, "qr": qr_image(row.check_url), **_words()}
    response = render(request, "documents/document.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _words() -> dict[str, Any]:
    """What the sheet of a document is rendered by."""
    return {
        "document_word": word,
        "document_value": show,
        "document_number": is_number,
        "document_right": right_columns,
        "operator": settings.OPERATOR_NAME,
    }


@signed_in
def document_file(request: MemberRequest, document_id: int) -> HttpResponse:
    """The PDF of a document."""
    return send_pdf(fetch(documents_of(request.user), document_id))  # type: ignore[return-value]  # as good as one


def send_pdf(row: Document) -> FileResponse:
    """The stored PDF as a download; drawn first where nobody took it yet. Raises NotFound."""
    row = ensure_drawn(row)
    try:
        opened = row.file.open("rb")
    except FileNotFoundError as missing:
        raise NotFound from missing
    response = FileResponse(
        opened, as_attachment=True, filename=f"{row.full_number}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def check_document(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody sees who scans the code on a document: what it says, and whether it still holds; or that there is
    none."""
    searches.check(request)
    try:
        row = document_of_code(code)
    except NoSuchDocument as refusal:
        return refusal_page(request, refusal)
    response = render(request, "documents/check.html", {"document": row, **_words()})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@signed_in
def billing_details(request: MemberRequest) -> HttpResponse:
    """What stands on the invoices of a client."""
    details = BillingDetails.objects.filter(user=request.user).first()
    initial = {name: getattr(details, name) for name in ("name", "address", "tax_number")} if details else {}
    form = BillingDetailsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            set_billing_details(by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved: your invoices say so from now on."))
            return redirect("billing_details")
    return render(request, "documents/billing_details.html", {"form": form}, status=form.status)

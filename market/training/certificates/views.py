"""Pages of certificates for everybody: claiming one, checking one, printing one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotFound
from market.core.text.qr_codes import qr_image
from market.core.web.open_web import text_page
from market.core.web.sign_in_reasons import sign_in_to
from market.training.appeals.queries import appeal_state
from market.training.certificates import queries as certificates_queries
from market.training.certificates.actions import claim_certificate
from market.training.certificates.codes import is_genuine, plain_serial
from market.training.certificates.forms import CheckForm, ClaimForm
from market.training.certificates.pdf import certificates_pdf, check_address
from market.training.models import Certificate
from market.training.signatories.pictures import data_uri


@sign_in_to(_lazy("To claim your certificate, sign in first."))
def claim(request: HttpRequest) -> HttpResponseBase:
    """Where a graduate claims a certificate. Without an account it explains that an account comes first."""
    if request.method in ("GET", "HEAD") and not request.user.is_authenticated:
        return render(request, "training/claim_first.html")
    return _claim_form(request)


@signed_in
def _claim_form(request: MemberRequest) -> HttpResponse:
    """The form; once claimed, the user is redirected to the profile editor."""
    held = certificates_queries.with_batch().filter(holder=request.user).first()
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            claim_certificate(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your certificate is confirmed. Now make your profile."))
            return redirect("edit_profile")
    context = {"form": form, "held": held, "appeal_state": appeal_state(held) if held else None}
    return render(request, "training/claim.html", context, status=form.status)


def check_certificate(request: HttpRequest) -> HttpResponse:
    """Where anybody types the number of a certificate."""
    form = CheckForm(request.GET if "serial" in request.GET else None)
    if form.is_valid():
        return redirect("certificate", plain_serial(form.cleaned_data["serial"]) or "-")
    lead = _(
        "Every freelancer here holds a certificate of the programme “Amar Internet Amar Ay”. Anybody can check it."
    )
    context = {"form": form, "open_web": text_page(request, _("Check a certificate"), lead)}
    return render(request, "training/check.html", context, status=form.status)


def certificate(request: HttpRequest, serial: str) -> HttpResponse:
    """Whether a certificate is valid; with the code of its QR also whose it is."""
    code = request.GET.get("code", "")
    result = certificates_queries.check_certificate(serial, code)
    is_holder = (
        request.user.is_authenticated
        and Certificate.objects.filter(holder=request.user, serial=plain_serial(serial)).exists()
    )
    context = {
        "check": result,
        "serial": plain_serial(serial),
        "code": code,
        "is_holder": is_holder,
        "form": CheckForm(),
        "data_uri": data_uri,
    }
    response = render(request, "training/certificate.html", context, status=200 if result else 404)
    if code:  # the address holds the code: it is kept out of caches and indexes
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def _fetch_readable(request: MemberRequest, serial: str) -> Certificate:
    visible = Certificate.objects.visible_to(request.user).values("pk")
    readable = certificates_queries.with_batch().filter(pk__in=visible, serial=plain_serial(serial)).first()
    if readable is None or not is_genuine(readable):
        raise NotFound
    return readable


@signed_in
def certificate_paper(request: MemberRequest, serial: str) -> HttpResponse:
    """The certificate as a sheet to print, for its holder and for officers."""
    held = _fetch_readable(request, serial)
    address = check_address(held)
    context = {"certificate": held, "address": address, "qr": qr_image(address), "data_uri": data_uri}
    response = render(request, "training/paper.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def certificate_pdf(request: MemberRequest, serial: str) -> HttpResponse:
    """The certificate as a PDF, for its holder and for officers, while it is valid."""
    held = _fetch_readable(request, serial)
    if not held.is_valid:
        raise NotFound
    return pdf_response(certificates_pdf(held.serial, [held]), f"{held.serial}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF as a download, without caching."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

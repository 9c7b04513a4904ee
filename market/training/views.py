"""Pages of the register for everybody: claiming a certificate, checking one, printing one's own."""

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from market.accounts.decorators import MemberRequest, signed_in, with_role
from market.accounts.models import User
from market.core.db import fetch
from market.core.errors import NotFound, TooMany
from market.training.actions import add_batch, claim_certificate, issue_certificate, revoke_certificate
from market.training.codes import is_genuine, plain_serial
from market.training.filters import CertificateFilter
from market.training.forms import BatchForm, CheckForm, ClaimForm, IssueForm, RevokeForm
from market.training.models import Certificate
from market.training.queries import check_certificate, with_batch

officers_only = with_role(User.Role.OFFICER)
LETTER = "certificate_letter"  # in the officer's session: the code of the one just issued, until its letter is shown


@signed_in
def claim(request: MemberRequest) -> HttpResponse:
    """Where a graduate ties her certificate to her account; from here she makes her profile."""
    held = with_batch().filter(holder=request.user).first()
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            claim_certificate(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your certificate is confirmed. Now make your profile."))
            return redirect("edit_profile")
    response = render(request, "training/claim.html", {"form": form, "held": held}, status=form.status)
    if isinstance(form.refusal, TooMany):
        response["Retry-After"] = str(form.refusal.retry_after)
    return response


def check(request: HttpRequest) -> HttpResponse:
    """Where anybody types the number of a certificate."""
    form = CheckForm(request.GET or None)
    if form.is_valid():
        return redirect("certificate", plain_serial(form.cleaned_data["serial"]) or "-")
    return render(request, "training/check.html", {"form": form}, status=form.status)


def certificate(request: HttpRequest, serial: str) -> HttpResponse:
    """Whether a certificate counts; with the code of its QR also whose it is."""
    code = request.GET.get("code", "")
    found = check_certificate(serial, code)
    context = {"found": found, "serial": plain_serial(serial), "code": code, "form": CheckForm()}
    response = render(request, "training/certificate.html", context, status=200 if found else 404)
    if code:  # the address holds the code: it is kept out of caches, indexes and other sites' logs
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
    return response


@signed_in
def certificate_paper(request: MemberRequest, serial: str) -> HttpResponse:
    """The certificate as a sheet to print, for its holder and for officers."""
    mine = Certificate.objects.visible_to(request.user).values("pk")
    found = with_batch().filter(pk__in=mine, serial=plain_serial(serial)).first()
    if found is None or not is_genuine(found):
        raise NotFound
    address = f"{settings.SITE_URL}{reverse('certificate', args=[found.serial])}?code={found.check_code}"
    context = {"certificate": found, "address": address, "qr": qr(address)}
    response = render(request, "training/paper.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def qr(text: str) -> str:
    """A QR picture (SVG) as the address of an image."""
    return str(segno.make(text, error="m").svg_data_uri(border=2))


@officers_only
def certificate_desk(request: MemberRequest) -> HttpResponse:
    """The register: found, filtered, newest first."""
    found = CertificateFilter(request.GET, queryset=with_batch().order_by("-pk"))
    page = Paginator(found.qs, 20).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in found.form.data.items() if name in found.filters and name != "q")
    context = {"page": page, "form": found.form, "query": query.urlencode(), "active": active}
    return render(request, "training/desk.html", context)


@officers_only
def new_batch(request: MemberRequest) -> HttpResponse:
    """Record a batch; then certificates can be issued to it."""
    form = BatchForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            given = form.cleaned_data
            batch = add_batch(
                by=request.user,
                code=given["code"],
                topic=given["topic"],
                district=given["district"],
                dates=(given["started_on"], given["ended_on"]),
            )
            messages.success(request, _("The batch %(code)s is recorded.") % {"code": batch.code})
            return redirect(f"{reverse('issue_certificate')}?batch={batch.pk}")
    return render(request, "training/batch.html", {"form": form}, status=form.status)


@officers_only
def issue(request: MemberRequest) -> HttpResponse:
    """Issue a certificate. Its claim code is shown on the next page, once."""
    form = IssueForm(request.POST or None, initial={"batch": request.GET.get("batch")})
    if form.is_valid():
        with form.refusing():
            certificate, claim_code = issue_certificate(by=request.user, **form.cleaned_data)
            request.session[LETTER] = [certificate.pk, claim_code]
            return redirect("certificate_letter", certificate.pk)
    return render(request, "training/issue.html", {"form": form}, status=form.status)


@officers_only
def certificate_letter(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """The letter with the claim code, to print: the code leaves the session as it is shown."""
    found = fetch(with_batch(), certificate_id)
    issued_id, claim_code = request.session.pop(LETTER, (None, None))
    context = {
        "certificate": found,
        "claim_code": claim_code if issued_id == certificate_id else None,
        "address": f"{settings.SITE_URL}{reverse('claim')}",
    }
    response = render(request, "training/letter.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@officers_only
def certificate_record(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """One certificate as officers see it, and its revocation."""
    found = fetch(with_batch().select_related("issued_by", "revoked_by"), certificate_id)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            revoke_certificate(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("The certificate is revoked. Her profile is out of sight, and she is told."))
            return redirect("certificate_record", certificate_id)
    context = {"certificate": found, "form": form, "is_genuine": is_genuine(found)}
    return render(request, "training/record.html", context, status=form.status)

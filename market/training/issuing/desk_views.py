"""Officers' pages of the register: the list of certificates, and one certificate with the changes that it can have."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.training.certificates.codes import is_genuine
from market.training.certificates.of_places import is_of_erased
from market.training.certificates.queries import with_batch
from market.training.issuing.correction_actions import prepare_letter, prepare_name, prepare_revocation
from market.training.issuing.filters import CertificateFilter
from market.training.issuing.forms import LetterForm, NameForm, RevokeForm
from market.training.models import Appeal, Issuance

officers_only = with_role(User.Role.OFFICER)


@officers_only
def certificate_desk(request: MemberRequest) -> HttpResponse:
    """The certificates, searched and filtered, newest first."""
    matches = CertificateFilter(request.GET, queryset=with_batch().order_by("-pk"))
    page = Paginator(matches.qs, 20).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters and name != "q")
    context = {"page": page, "form": matches.form, "query": query.urlencode(), "active": active}
    context |= {"waiting": Issuance.objects.waiting().count(), "appeals": Appeal.objects.open().count()}
    return render(request, "training/desk.html", context)


@officers_only
def certificate_record(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """One certificate as officers see it, and the proposal to revoke it."""
    staff = ("issued_by", "prepared_by", "revoked_by", "revocation_confirmed_by")
    certificate = fetch(with_batch().select_related(*staff), certificate_id)
    log_access("certificate.seen", by=request.user, on=certificate)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            proposed = prepare_revocation(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Proposed. Nothing changes before another officer confirms it."))
            return redirect(proposed)
    changes = Issuance.objects.waiting().filter(names__certificate=certificate)
    context = {
        "certificate": certificate,
        "form": form,
        "is_genuine": is_genuine(certificate),
        "former": certificate.former.all(),
        "appeals": certificate.appeals.order_by("-pk"),
        "changes": changes,
        "is_proposed": any(change.is_revocation for change in changes),
    }
    return render(request, "training/record.html", context, status=form.status)


@officers_only
def correct_name(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """Prepare a version of a certificate with a corrected name."""
    certificate = fetch(with_batch(), certificate_id)
    form = NameForm(request.POST or None, initial={"name_en": certificate.name_en, "name_bn": certificate.name_bn})
    if form.is_valid():
        with form.refusing():
            issuance = prepare_name(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return render(request, "training/correct.html", {"certificate": certificate, "form": form}, status=form.status)


@officers_only
def new_letter(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """Prepare a new letter for a certificate whose letter is lost."""
    certificate = fetch(with_batch(), certificate_id)
    form = LetterForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            issuance = prepare_letter(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    context = {"certificate": certificate, "form": form, "is_of_erased": is_of_erased(certificate)}
    return render(request, "training/new_letter.html", context, status=form.status)

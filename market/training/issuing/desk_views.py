"""Officers' pages of the register: the list of certificates, new batches, one certificate, and appeals."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.training.appeals.actions import decide_appeal, judges
from market.training.certificates.actions import add_batch
from market.training.certificates.codes import is_genuine
from market.training.forms import BatchForm, DecideForm, LetterForm, NameForm, RevokeForm
from market.training.issuing.correction_actions import prepare_letter, prepare_name, prepare_revocation
from market.training.issuing.filters import CertificateFilter
from market.training.models import Appeal, Issuance
from market.training.queries import with_batch

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
    return render(request, "training/new_letter.html", {"certificate": certificate, "form": form}, status=form.status)


@officers_only
def appeals(request: MemberRequest) -> HttpResponse:
    """The appeals: open ones first, the most urgent on top."""
    rows = Appeal.objects.visible_to(request.user).order_by(F("decided_at").desc(nulls_first=True), "due_at")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "training/appeals.html", {"page": page})


@officers_only
def appeal_record(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """One appeal: what was revoked and why, the graduate's statement, and the decision."""
    rows = Appeal.objects.visible_to(request.user)
    staff = ("revoked_by", "confirmed_by", "decided_by")
    appeal = fetch(rows.select_related("certificate__batch", *staff), appeal_id)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            lift = form.cleaned_data["lift"] == "yes"
            decide_appeal(by=request.user, appeal_id=appeal_id, lift=lift, answer=form.cleaned_data["answer"])
            messages.success(request, _("Decided. She is told your answer."))
            return redirect(appeal)
    context = {"appeal": appeal, "form": form, "files": appeal.files.all(), "judges": judges(appeal)}
    return render(request, "training/appeal_record.html", context, status=form.status)

"""Officers' pages of the register: finding certificates, recording batches, one record and what can be done with it."""

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
    """The register: found, filtered, newest first."""
    found = CertificateFilter(request.GET, queryset=with_batch().order_by("-pk"))
    page = Paginator(found.qs, 20).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in found.form.data.items() if name in found.filters and name != "q")
    context = {"page": page, "form": found.form, "query": query.urlencode(), "active": active}
    context |= {"waiting": Issuance.objects.waiting().count(), "appeals": Appeal.objects.open().count()}
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
    return render(request, "training/new_batch.html", {"form": form}, status=form.status)


@officers_only
def certificate_record(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """One certificate as officers see it, and the proposal to revoke it."""
    staff = ("issued_by", "prepared_by", "revoked_by", "revocation_confirmed_by")
    found = fetch(with_batch().select_related(*staff), certificate_id)
    log_access("certificate.seen", by=request.user, on=found)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            proposed = prepare_revocation(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Proposed. Nothing changes before another officer confirms it."))
            return redirect(proposed)
    changes = Issuance.objects.waiting().filter(names__certificate=found)
    context = {
        "certificate": found,
        "form": form,
        "is_genuine": is_genuine(found),
        "former": found.former.all(),
        "appeals": found.appeals.order_by("-pk"),
        "changes": changes,
        "is_proposed": any(each.is_revocation for each in changes),
    }
    return render(request, "training/record.html", context, status=form.status)


@officers_only
def correct_name(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """Prepare a version of a certificate with a corrected name."""
    found = fetch(with_batch(), certificate_id)
    form = NameForm(request.POST or None, initial={"name_en": found.name_en, "name_bn": found.name_bn})
    if form.is_valid():
        with form.refusing():
            issuance = prepare_name(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return render(request, "training/correct.html", {"certificate": found, "form": form}, status=form.status)


@officers_only
def new_letter(request: MemberRequest, certificate_id: int) -> HttpResponse:
    """Prepare a new letter for a certificate whose letter is lost."""
    found = fetch(with_batch(), certificate_id)
    form = LetterForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            issuance = prepare_letter(by=request.user, certificate_id=certificate_id, **form.cleaned_data)
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return render(request, "training/new_letter.html", {"certificate": found, "form": form}, status=form.status)


@officers_only
def appeals(request: MemberRequest) -> HttpResponse:
    """The appeals: open ones first, the most urgent on top."""
    rows = Appeal.objects.visible_to(request.user).order_by(F("decided_at").desc(nulls_first=True), "due_at")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "training/appeals.html", {"page": page})


@officers_only
def appeal_record(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """One appeal: what was revoked and why, what she says, and the decision."""
    rows = Appeal.objects.visible_to(request.user)
    staff = ("revoked_by", "confirmed_by", "decided_by")
    found = fetch(rows.select_related("certificate__batch", *staff), appeal_id)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            lift = form.cleaned_data["lift"] == "yes"
            decide_appeal(by=request.user, appeal_id=appeal_id, lift=lift, answer=form.cleaned_data["answer"])
            messages.success(request, _("Decided. She is told your answer."))
            return redirect(found)
    context = {"appeal": found, "form": form, "files": found.files.all(), "judges": judges(found)}
    return render(request, "training/appeal_record.html", context, status=form.status)

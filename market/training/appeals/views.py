"""Pages of appeals: a graduate's, and the officers'."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.web.uploads import takes_files
from market.training.appeals.actions import decide_appeal, judges, open_appeal
from market.training.appeals.forms import AppealForm, DecideForm
from market.training.appeals.queries import appeal_state
from market.training.certificates.queries import with_batch
from market.training.issuing.desk_views import officers_only
from market.training.models import Appeal


@takes_files
@signed_in
def appeal(request: MemberRequest) -> HttpResponse:
    """Where a graduate reads why their certificate was revoked, and appeals."""
    held = with_batch().filter(holder=request.user).first()
    if held is None:
        raise NotFound
    form = AppealForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            open_appeal(by=request.user, statement=form.cleaned_data["statement"], file_ids=form.upload_ids)
            messages.success(request, _("Your appeal is on its way. Another officer looks at it."))
            return redirect("appeal")
    context = {
        "held": held,
        "form": form,
        "appeal_state": appeal_state(held),
        "kept": form.attached(request.user),
    }
    return render(request, "training/appeal.html", context, status=form.status)


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
            messages.success(request, _("Decided. She reads your answer."))
            return redirect(appeal)
    context = {"appeal": appeal, "form": form, "files": appeal.files.all(), "judges": judges(appeal)}
    return render(request, "training/appeal_record.html", context, status=form.status)

"""The workroom's pages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.decorators import MemberRequest, signed_in
from market.contracts import progress
from market.contracts.actions import (
    accept_terms,
    end_contract,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)
from market.contracts.forms import RequestChangesForm, RequestRefundForm, SubmitWorkForm
from market.contracts.models import Contract, Milestone
from market.contracts.queries import contracts_of
from market.core.buttons import pressing
from market.core.db import fetch
from market.core.errors import DomainError
from market.core.forms import Form
from market.files.access import attachable
from market.files.actions import keep_upload


@signed_in
def contract_list(request: MemberRequest) -> HttpResponse:
    """Her contracts, those that run first."""
    rows = contracts_of(request.user).order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-id")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "contracts/list.html", {"page": page, "progress": progress})


@signed_in
def contract(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The workroom."""
    return show_contract(request, contract_id)


def show_contract(
    request: MemberRequest, contract_id: int, form: Form | None = None, milestone_id: int = 0
) -> HttpResponse:
    """The workroom with a form that was refused, at its milestone, with all that was typed."""
    found = fetch(contracts_of(request.user), contract_id)
    milestones = list(found.milestones.all())
    context = {
        "contract": found,
        "as_client": found.client_id == request.user.pk,
        "other": found.other(request.user),
        "milestones": milestones,
        "line": [progress.stitch(each) for each in milestones],
        "progress": progress,
        "refused": form,
        "refused_at": milestone_id,
        "files_kept": attachable(request.user, form.kept) if isinstance(form, SubmitWorkForm) else [],
        "forms": {
            "submit": SubmitWorkForm(auto_id="submit_%s"),
            "changes": RequestChangesForm(auto_id="changes_%s"),
            "refund": RequestRefundForm(auto_id="refund_%s"),
        },
    }
    return render(request, "contracts/contract.html", context, status=form.status if form else 200)


@require_POST
@signed_in
def submit(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Hand work in. Files are kept first, so that a refusal loses none of them."""
    milestone = _milestone(request, milestone_id)
    form = SubmitWorkForm(request.POST, request.FILES, auto_id="submit_%s")
    form.kept = tuple(request.POST.getlist("kept"))
    if form.is_valid():
        with form.refusing():
            for each in form.cleaned_data["uploads"]:
                form.kept += (str(keep_upload(by=request.user, file=each).pk),)
            note = form.cleaned_data["note"]
            submit_work(by=request.user, milestone_id=milestone_id, note=note, file_ids=form.kept)
            messages.success(request, _("Your work is delivered. The client has been told."))
            return redirect(milestone)
    return show_contract(request, milestone.contract_id, form, milestone_id)


@require_POST
@signed_in
def ask_changes(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for changes."""
    milestone = _milestone(request, milestone_id)
    form = RequestChangesForm(request.POST, auto_id="changes_%s")
    if form.is_valid():
        with form.refusing():
            request_changes(by=request.user, milestone_id=milestone_id, **form.cleaned_data)
            messages.success(request, _("You asked for changes. She has been told."))
            return redirect(milestone)
    return show_contract(request, milestone.contract_id, form, milestone_id)


@require_POST
@signed_in
def ask_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for the held money back."""
    milestone = _milestone(request, milestone_id)
    form = RequestRefundForm(request.POST, auto_id="refund_%s")
    if form.is_valid():
        with form.refusing():
            request_refund(by=request.user, milestone_id=milestone_id, **form.cleaned_data)
            messages.success(request, _("You asked for a refund. She has 7 days to answer."))
            return redirect(milestone)
    return show_contract(request, milestone.contract_id, form, milestone_id)


@require_POST
@signed_in
def refuse(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Say no to a refund."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("You refused the refund. The money stays held.")):
        refuse_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def end(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Ask to end a contract early, or agree to it."""
    found = fetch(Contract.objects.visible_to(request.user), contract_id)
    with pressing(request, _("Your wish to end the contract is noted.")):
        end_contract(by=request.user, contract_id=contract_id)
    return redirect(found)


@require_POST
@signed_in
def accept(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Accept the other side's latest terms. A second click finds the contract that the first one made."""
    try:
        made = accept_terms(by=request.user, bid_id=bid_id)
    except DomainError as refusal:
        standing = Contract.objects.visible_to(request.user).filter(bid=bid_id).first()
        if standing is None:
            raise refusal from None
        return redirect(standing)
    messages.success(request, _("The contract stands."))
    return redirect(made)


def _milestone(request: MemberRequest, milestone_id: int) -> Milestone:
    return fetch(Milestone.objects.visible_to(request.user), milestone_id)

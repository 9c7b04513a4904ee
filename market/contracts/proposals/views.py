"""Pages of proposals."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Milestone, Proposal
from market.contracts.proposals import actions as proposals_actions
from market.contracts.proposals import request_actions
from market.contracts.proposals.forms import ChangeForm, ExtensionForm, RevisionForm
from market.contracts.queries import contracts_of
from market.contracts.workroom import actions as workroom_actions
from market.contracts.workroom.views import auto_id_of, run_form
from market.core.base.db import fetch
from market.core.web.buttons import pressing


@signed_in
def proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Leads to its place in the workroom."""
    return redirect(fetch(Proposal.objects.visible_to(request.user), proposal_id))


@signed_in
def propose_change(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Propose a change of the milestones."""
    contract = fetch(contracts_of(request.user), contract_id)
    form = ChangeForm(request.POST if request.method == "POST" else None, contract=contract)
    if form.is_valid():
        with form.refusing():
            note = form.cleaned_data["note"]
            proposal = proposals_actions.propose_change(
                by=request.user, contract_id=contract_id, wishes=form.wishes(), note=note
            )
            messages.success(request, _("Your proposal is made. Nothing changes before the other side agrees."))
            return redirect(proposal)
    context = {
        "form": form,
        "contract": contract,
        "as_client": contract.client_id == request.user.pk,
        "asked": contract.proposals.open().filter(kind=Proposal.Kind.CHANGE).first(),
    }
    return render(request, "contracts/change.html", context, status=form.status)


@require_POST
@signed_in
def ask_extension(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for more time."""
    form = ExtensionForm(request.POST, auto_id=auto_id_of("extension", milestone_id))
    return run_form(
        request,
        milestone_id,
        form,
        request_actions.ask_extension,
        _("You asked for more time. The client has been notified."),
    )


@require_POST
@signed_in
def ask_revision(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Ask for one more round of changes."""
    form = RevisionForm(request.POST, auto_id=auto_id_of("revision", milestone_id))
    return run_form(
        request,
        milestone_id,
        form,
        request_actions.ask_revision,
        _("You asked for one more round of changes. She has been notified."),
    )


@require_POST
@signed_in
def grant_revision(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """One more round of changes."""
    milestone = fetch(Milestone.objects.visible_to(request.user), milestone_id)
    with pressing(request, _("You granted one more round of changes.")):
        workroom_actions.grant_revision(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


def _answer(request: MemberRequest, proposal_id: int, act: Callable[..., object], message: str) -> HttpResponse:
    proposal = fetch(Proposal.objects.visible_to(request.user).select_related("contract"), proposal_id)
    with pressing(request, message):
        act(by=request.user, proposal_id=proposal_id)
    return redirect(proposal.contract)


@require_POST
@signed_in
def agree_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Agree to it."""
    return _answer(request, proposal_id, proposals_actions.agree_proposal, _("You agreed: it is done."))


@require_POST
@signed_in
def refuse_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Refuse it."""
    return _answer(request, proposal_id, proposals_actions.refuse_proposal, _("You refused: nothing changes."))


@require_POST
@signed_in
def withdraw_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take it back."""
    return _answer(request, proposal_id, proposals_actions.withdraw_proposal, _("You withdrew it: nothing changes."))

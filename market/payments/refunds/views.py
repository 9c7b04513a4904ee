"""The buttons that give held money back, and the page to end a contract early, with a preview of each sum."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import ask_to_end
from market.contracts.queries import contracts_of
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.payments.refunds import actions as refunds_actions
from market.payments.refunds.forms import EndForm
from market.payments.refunds.summary import summarize_end
from market.payments.views import find_milestone


@signed_in
def end_contract(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Ask to end a contract early."""
    contract = fetch(contracts_of(request.user), contract_id)
    held = [each for each in contract.milestones.all() if each.state in Milestone.HOLDING]
    form = EndForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_valid() and "count" not in request.POST:
        with form.refusing():
            note = form.cleaned_data["note"]
            proposal = ask_to_end(by=request.user, contract_id=contract_id, shares=form.shares(), note=note)
            messages.success(request, _("You asked to end the contract. It goes on until the other side agrees."))
            return redirect(proposal)
    context: dict[str, Any] = {
        "form": form,
        "contract": contract,
        "as_client": contract.client_id == request.user.pk,
        "ending": summarize_end(contract, form.shares() if form.is_bound and not form.errors else initial_shares(held)),
        "is_active": contract.state == Contract.State.ACTIVE,
        "open_proposal": contract.proposals.open().filter(kind=Proposal.Kind.END).first(),
    }
    return render(request, "payments/end.html", context, status=form.status)


def initial_shares(held: list[Milestone]) -> dict[int, Decimal]:
    """The first preview: all held money is refunded."""
    return {each.pk: Decimal("0.00") for each in held}


@require_POST
@signed_in
def agree_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Agree to a refund."""
    milestone = find_milestone(request, milestone_id)
    with pressing(request, _("You agreed: the money goes back to the client.")):
        refunds_actions.agree_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def give_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Give the money back."""
    milestone = find_milestone(request, milestone_id)
    with pressing(request, _("The money goes back to the client.")):
        refunds_actions.give_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)

"""The page on which a contract is ended early: what becomes of each sum, before anybody asks."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import ask_to_end
from market.contracts.queries import contracts_of
from market.core.base.db import fetch
from market.payments.forms import EndForm
from market.payments.refunds.summary import ending_of


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
        "ending": ending_of(contract, form.shares() if form.is_bound and not form.errors else shown(held)),
        "is_active": contract.state == Contract.State.ACTIVE,
        "asked": contract.proposals.open().filter(kind=Proposal.Kind.END).first(),
    }
    return render(request, "payments/end.html", context, status=form.status)


def shown(held: list[Milestone]) -> dict[int, Decimal]:
    """What the page begins with: all that is held goes back."""
    return {each.pk: Decimal("0.00") for each in held}

"""The page to thank a freelancer with money."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Contract
from market.contracts.workroom.actions import NotTheClient
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.base.money import Money
from market.core.web.forms import amount_text
from market.core.web.site_address import site_of
from market.payments.bonuses import actions as bonuses_actions
from market.payments.bonuses.forms import BonusForm
from market.payments.bonuses.queries import waiting_bonuses
from market.payments.bonuses.terms import require_open_to_bonus, smallest_bonus
from market.payments.provider.rails import rails_of


@signed_in
def give_bonus(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The form, then the page on which it is paid."""
    contract = fetch(Contract.objects.visible_to(request.user).select_related("client", "freelancer"), contract_id)
    if contract.client_id != request.user.pk:
        raise NotTheClient
    form = BonusForm(request.POST if request.method == "POST" else None, initial=_unpaid(contract))
    form.in_currency = contract.currency
    if form.is_valid():
        with form.refusing():
            funding = bonuses_actions.give_bonus(
                by=request.user,
                contract_id=contract_id,
                amount=Money(form.cleaned_data["amount"], contract.currency),
                note=form.cleaned_data["note"],
                site=site_of(request),
                rail=request.POST.get("rail", ""),
            )
            return HttpResponseRedirect(funding.checkout_url)
    context = {
        "form": form,
        "contract": contract,
        "rails": rails_of(contract.client, contract.currency),
        "fee_percent": (contract.fee_rate * 100).normalize(),
        "refusal": _refusal(contract),
        "smallest": smallest_bonus(contract),
    }
    return render(request, "payments/give_bonus.html", context, status=form.status)


def _unpaid(contract: Contract) -> dict[str, str]:
    """What the client wrote for a bonus whose payment did not come about: it is not typed again."""
    bonus = waiting_bonuses(contract).last()
    return {"amount": amount_text(bonus.amount_value), "note": bonus.note} if bonus else {}


def _refusal(contract: Contract) -> str:
    """Why no bonus can be given now; "" where it can."""
    try:
        require_open_to_bonus(contract)
    except DomainError as refusal:
        return str(refusal)
    return ""

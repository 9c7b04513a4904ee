"""The printable record of a contract: terms, deliveries, and its money with ledger keys."""

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Delivery
from market.contracts.queries import contracts_of
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.payments.statements.record import movements_of


@signed_in
def contract_record(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The printable page."""
    contract = fetch(contracts_of(request.user), contract_id)
    milestones = list(contract.milestones.all())
    deliveries = Delivery.objects.filter(milestone__contract=contract).select_related("milestone")
    context = {
        "contract": contract,
        "as_client": contract.client_id == request.user.pk,
        "entries": movements_of(contract, request.user),
        "milestones": milestones,
        "positions": {each.pk: each.position for each in milestones},
        "deliveries": list(deliveries.prefetch_related("files").order_by("submitted_at")),
        "site": site_of(request),
        "agreed_changes": contract.proposals.filter(state="agreed").order_by("decided_at"),
        "printed_at": clock.now(),
        "fee_percent": (contract.fee_rate * 100).normalize(),
    }
    return render(request, "payments/record.html", context)

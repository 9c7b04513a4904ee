"""A statement as a file, and the printable record of a contract: terms, deliveries, and its money with ledger keys."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.deliveries.queries import readable_deliveries
from market.contracts.models import Delivery
from market.contracts.queries import contracts_of
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.payments.bonuses.queries import bonuses_of
from market.payments.statements.export import statement_csv
from market.payments.statements.forms import filter_statement
from market.payments.statements.record import movements_of
from market.payments.statements.sentences import statement_lines
from market.payments.views import render_money


@signed_in
def statement_file(request: MemberRequest) -> HttpResponse:
    """The lines that the filter wants as CSV; the page with its errors where it is not valid."""
    form, rows = filter_statement(request.user, request.GET)
    if not form.is_valid():
        return render_money(request)
    lines = statement_lines(rows, request.user)
    response = HttpResponse(statement_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="amar-kaj-{clock.local(clock.now()):%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def contract_record(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The printable page."""
    contract = fetch(contracts_of(request.user), contract_id)
    milestones = list(contract.milestones.all())
    rows = readable_deliveries(request.user).filter(milestone__contract=contract)
    deliveries = list(rows.order_by("submitted_at", "pk"))
    context = {
        "contract": contract,
        "as_client": contract.client_id == request.user.pk,
        "entries": movements_of(contract, request.user),
        "milestones": milestones,
        "has_given_back": any(each.given_back_value for each in milestones),
        "positions": {each.pk: each.position for each in milestones},
        "bonuses": list(bonuses_of(contract)),
        "deliveries": deliveries,
        "versions": _versions(deliveries),
        "site": site_of(request),
        "agreed_changes": contract.proposals.filter(state="agreed").order_by("decided_at"),
        "printed_at": clock.now(),
        "fee_percent": (contract.fee_rate * 100).normalize(),
    }
    return render(request, "payments/record.html", context)


def _versions(deliveries: list[Delivery]) -> dict[int, int]:
    """Of deliveries that share a number, since a new one replaced the one before: which version each is, from 1."""
    counts = Counter((each.milestone_id, each.number) for each in deliveries)
    numbers: Counter[tuple[int, int]] = Counter()
    versions = {}
    for each in deliveries:
        key = (each.milestone_id, each.number)
        numbers[key] += 1
        versions[each.pk] = numbers[key] if counts[key] > 1 else 0
    return versions

"""Operators' pages of the ledger: balances, one transaction, one account, and the search."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.web.buttons import pressing
from market.payments.desk.ledger_links import ROW_KINDS
from market.payments.desk.overview import overview_of
from market.payments.desk.queries import (
    PAGE,
    account_page,
    accounts_at,
    legs_of,
    open_account,
    owner_of_accounts,
    transaction_of,
    transactions_page,
)
from market.payments.desk.reconciliation_actions import start_reconciliation
from market.payments.desk.search import search_money
from market.payments.proposals.fields import rail_label
from market.payments.statements.record import block_numbers

operators_only = with_role(User.Role.OPERATOR)


@operators_only
def money_desk(request: MemberRequest) -> HttpResponse:
    """Balances of the ledger beside those of the providers, and the ways to all the rest."""
    overview = overview_of(request.user)
    context = {"overview": overview, "silent": [rail_label(name) for name in overview.silent], "rail_label": rail_label}
    return render(request, "payments/money_desk.html", context)


@require_POST
@operators_only
def reconcile_now(request: MemberRequest) -> HttpResponse:
    """Have the balances compared now."""
    with pressing(request, _("A job compares the balances now. Look again in a moment.")):
        start_reconciliation(by=request.user)
    return redirect("money_desk")


@operators_only
def money_search(request: MemberRequest) -> HttpResponse:
    """What was searched for, by kind."""
    text = request.GET.get("q", "")
    results = search_money(text) if text else []
    return render(request, "payments/money_search.html", {"q": text, "results": results})


@operators_only
def ledger_transactions(request: MemberRequest) -> HttpResponse:
    """Transactions of a contract, a milestone or another row of money (`of` and its `number`), or all, newest first."""
    contract, milestone = _number(request, "contract"), _number(request, "milestone")
    of, number, before = request.GET.get("of", ""), _number(request, "number"), _number(request, "before")
    about = ROW_KINDS.get(of) if number is not None else None
    condition = about.condition(number) if about and number is not None else None
    page = transactions_page(contract=contract, milestone=milestone, condition=condition, before=before)
    wanted = [f"{name}={value}" for name, value in (("contract", contract), ("milestone", milestone)) if value]
    wanted += [f"of={of}", f"number={number}"] if about else []
    context = {
        "rows": page.rows,
        "older": page.older,
        "query": "&".join(wanted),
        "contract": contract,
        "milestone": milestone,
        "about": about,
        "number": number,
    }
    return render(request, "payments/ledger_transactions.html", context)


@operators_only
def ledger_transaction(request: MemberRequest, transaction_id: int) -> HttpResponse:
    """One transaction with its legs, its hash and its block."""
    row = transaction_of(transaction_id)
    context = {
        "rail_label": rail_label,
        "transaction": row,
        "legs": legs_of(row),
        "hash": bytes(row.content_hash).hex(),
        "block": block_numbers([row.pk]).get(row.pk),
    }
    return render(request, "payments/ledger_transaction.html", context)


@operators_only
def ledger_accounts(request: MemberRequest) -> HttpResponse:
    """Accounts of a person, or all of a kind and currency."""
    person, kind, currency = _number(request, "person"), request.GET.get("kind", ""), request.GET.get("currency", "")
    owner = owner_of_accounts(request.user, person)
    rows = accounts_at(person=person, kind=kind, currency=currency)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = "&".join(
        f"{name}={value}" for name, value in (("person", person or ""), ("kind", kind), ("currency", currency)) if value
    )
    return render(
        request,
        "payments/ledger_accounts.html",
        {"page": page, "owner": owner, "query": query, "rail_label": rail_label},
    )


@operators_only
def ledger_account(request: MemberRequest, account_id: int) -> HttpResponse:
    """One account with its entries and the balance after each. That a person's was opened is logged."""
    account = open_account(request.user, account_id)
    page = account_page(account, before=_number(request, "before"), after=_number(request, "after"))
    context = {"account": account, "page": page, "rail_label": rail_label}
    return render(request, "payments/ledger_account.html", context)


def _number(request: MemberRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None

"""Operators' pages of the ledger: balances, one transaction, one account, and the search."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.payments.desk.queries import (
    account_page,
    balances_per_currency,
    legs_of,
    newest_reconciliations,
    owner_of_accounts,
    silent_rails,
)
from market.payments.desk.reconciliation_actions import start_reconciliation
from market.payments.desk.search import search_money
from market.payments.desk.stopped import stopped_events, stopped_jobs
from market.payments.models import LedgerAccount, LedgerTransaction
from market.payments.proposals.fields import rail_label
from market.payments.proposals.queries import waiting_for
from market.payments.statements.record import block_numbers

operators_only = with_role(User.Role.OPERATOR)
ROWS = 20


@operators_only
def money_desk(request: MemberRequest) -> HttpResponse:
    """Balances of the ledger beside those of the providers, and the ways to all the rest."""
    context = {
        "currencies": balances_per_currency(),
        "reconciliations": newest_reconciliations(),
        "silent": [rail_label(name) for name in silent_rails()],
        "rail_label": rail_label,
        "waiting": waiting_for(request.user).count(),
        "stopped": stopped_events().count() + len(stopped_jobs()),
    }
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
    """Transactions of a contract or a milestone, or all, newest first."""
    rows = LedgerTransaction.objects.select_related("milestone__contract").order_by("-pk")
    contract, milestone = _number(request, "contract"), _number(request, "milestone")
    if contract is not None:
        rows = rows.filter(milestone__contract=contract)
    if milestone is not None:
        rows = rows.filter(milestone=milestone)
    before = _number(request, "before")
    page = list((rows.filter(pk__lt=before) if before is not None else rows)[: ROWS + 1])
    wanted = [f"{name}={value}" for name, value in (("contract", contract), ("milestone", milestone)) if value]
    context = {
        "rows": page[:ROWS],
        "older": page[ROWS - 1].pk if len(page) > ROWS else None,
        "query": "&".join(wanted),
        "contract": contract,
        "milestone": milestone,
    }
    return render(request, "payments/ledger_transactions.html", context)


@operators_only
def ledger_transaction(request: MemberRequest, transaction_id: int) -> HttpResponse:
    """One transaction with its legs, its hash and its block."""
    row = fetch(LedgerTransaction.objects.select_related("milestone__contract"), transaction_id)
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
    rows = LedgerAccount.objects.select_related("user", "milestone", "balance").order_by("-pk")
    person, kind, currency = _number(request, "person"), request.GET.get("kind", ""), request.GET.get("currency", "")
    if person is not None:
        rows = rows.filter(user=person)
    if kind in LedgerAccount.Kind.values:
        rows = rows.filter(kind=kind)
    if currency:
        rows = rows.filter(currency=currency[:3])
    owner = owner_of_accounts(person)
    if owner is not None:
        log_access("ledger_account.seen", by=request.user, on=owner)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
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
    account = fetch(LedgerAccount.objects.select_related("user", "milestone"), account_id)
    if account.user is not None:
        log_access("ledger_account.seen", by=request.user, on=account.user)
    page = account_page(account, before=_number(request, "before"), after=_number(request, "after"))
    context = {"account": account, "page": page, "rail_label": rail_label}
    return render(request, "payments/ledger_account.html", context)


def _number(request: MemberRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None

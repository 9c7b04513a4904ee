"""The page of a user's money, and what pages of several subjects share."""

from email.utils import parseaddr
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Milestone
from market.core.base.db import fetch
from market.payments.debts.queries import debts_of
from market.payments.models import PayoutAccount
from market.payments.payout_methods.queries import coming_method
from market.payments.payout_quotes.queries import quotes_offered_to
from market.payments.payouts.bank import bank_terms, goes_by_bank
from market.payments.payouts.coming import estimated_in_taka, milestones_held_for, money_coming_to
from market.payments.payouts.forms import RequestPayoutForm
from market.payments.payouts.queries import payouts_of
from market.payments.queries import balances_of, spending_of
from market.payments.refunds.queries import failed_refunds_of
from market.payments.statements.forms import StatementFilterForm, filter_statement
from market.payments.statements.sentences import statement_lines


def find_milestone(request: MemberRequest, milestone_id: int) -> Milestone:
    """A milestone of one of the user's contracts. Raises NotFound for a stranger."""
    return fetch(Milestone.objects.visible_to(request.user).select_related("contract"), milestone_id)


@signed_in
def money(request: MemberRequest) -> HttpResponse:
    """The user's money, as a freelancer and as a client."""
    return render_money(request)


def render_money(request: MemberRequest, form: RequestPayoutForm | None = None) -> HttpResponse:
    """The page of money, with the form for a payout that was refused in the card of its currency."""
    statement, rows = filter_statement(request.user, request.GET)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    account = PayoutAccount.objects.filter(user=request.user).first()
    is_freelancer = hasattr(request.user, "profile")
    balances = balances_of(request.user) if is_freelancer else []
    quotes = quotes_offered_to(request.user) if is_freelancer else False
    has_taka = quotes or any(goes_by_bank(each.currency) for each in balances)
    forms = {each.currency: RequestPayoutForm(currency=each.currency) for each in balances}
    context = {
        "forms": forms | ({form.in_currency: form} if form else {}),
        "refused": form,
        "page": page,
        "lines": statement_lines(page, request.user),
        "statement": statement,
        "query": _filter_query(request),
        "account": account,
        "goes_by_bank": goes_by_bank,
        "bank": bank_terms(request.user, "BDT") if has_taka else None,
        "coming_method": coming_method(request.user, "BDT") if has_taka else None,
        "is_freelancer": is_freelancer,
        "balances": balances,
        "by_provider": any(not goes_by_bank(each.currency) for each in balances),
        "coming": money_coming_to(request.user) if is_freelancer else [],
        "held_milestones": milestones_held_for(request.user) if is_freelancer else [],
        "in_taka": estimated_in_taka,
        "debts": debts_of(request.user) if is_freelancer else [],
        "quotes": quotes,
        "spending": spending_of(request.user),
        "not_arrived": list(failed_refunds_of(request.user)),
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "payouts": list(payouts_of(request.user)[:5]) if is_freelancer else [],
    }
    status = form.status if form else statement.status
    return render(request, "payments/money.html", context, status=status)


def _filter_query(request: MemberRequest) -> str:
    """The query of the filter, without the page's number."""
    return urlencode([(name, request.GET[name]) for name in StatementFilterForm.base_fields if request.GET.get(name)])

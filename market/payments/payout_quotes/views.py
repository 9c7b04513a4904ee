"""The page of a quote: everything of it stands there before it is accepted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.proof import is_proven, to_proof
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.base.money import Money
from market.payments.models import PayoutQuote
from market.payments.payout_quotes import actions as quotes_actions
from market.payments.payout_quotes.queries import DOLLARS
from market.payments.payouts.bank import bank_terms
from market.payments.payouts.forms import RequestPayoutForm
from market.payments.payouts.queries import is_large_payout
from market.payments.views import render_money


@require_POST
@signed_in
def make_payout_quote(request: MemberRequest) -> HttpResponse:
    """Ask for a quote, for all that is ready or a part of it."""
    form = RequestPayoutForm(request.POST, currency=DOLLARS)
    if form.is_valid():
        with form.refusing():
            amount = form.cleaned_data["amount"]
            wanted = None if amount is None else Money(amount, DOLLARS)
            return redirect(quotes_actions.make_payout_quote(by=request.user, amount=wanted))
    return render_money(request, form)


@signed_in
def payout_quote(request: MemberRequest, quote_id: int) -> HttpResponse:
    """A quote; posted, it is accepted."""
    quote = fetch(PayoutQuote.objects.visible_to(request.user).select_related("method", "payout"), quote_id)
    if request.method == "POST":
        if quote.is_open and is_large_payout(request.user, quote.amount, quote.currency) and not is_proven(request):
            return to_proof(request)
        try:
            payout = quotes_actions.accept_payout_quote(by=request.user, quote_id=quote_id)
        except DomainError as refusal:
            return _render(request, quote, refusal)
        messages.success(request, _("Your payout is being sent."))
        return redirect(payout)
    return _render(request, quote)


def _render(request: MemberRequest, quote: PayoutQuote, refusal: DomainError | None = None) -> HttpResponse:
    terms = bank_terms(request.user, quote.taka.currency.code)
    context = {"quote": quote, "terms": terms, "refusal": refusal}
    return render(request, "payments/payout_quote.html", context, status=refusal.status if refusal else 200)

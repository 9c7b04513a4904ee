"""Pages of payouts, and of the account that they go to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import is_proven, proven, to_proof
from market.core.base.db import fetch
from market.core.base.errors import DomainError, ProviderUnavailable
from market.core.base.money import Money
from market.core.base.payloads import render_payload, serialize_payload
from market.core.web.site_address import site_of
from market.payments.models import PayoutAccount, PayoutQuote
from market.payments.payouts import actions as payouts_actions
from market.payments.payouts.bank import expected_arrivals
from market.payments.payouts.forms import RequestPayoutForm
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.payouts.queries import is_large_payout, payouts_of
from market.payments.queries import balances_of
from market.payments.views import render_money


@signed_in
def payouts(request: MemberRequest) -> HttpResponse:
    """All payouts of the user."""
    page = Paginator(payouts_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "payments/payouts.html", {"page": page, "arrivals": expected_arrivals(page)})


@signed_in
def payout(request: MemberRequest, payout_id: int) -> HttpResponse:
    """A payout with the releases that are in it."""
    row = fetch(payouts_of(request.user), payout_id)
    context = {
        "payout": row,
        "arrives_at": expected_arrivals([row])[row.pk],
        "quote": PayoutQuote.objects.filter(payout=row).first(),
        "parts": list(row.releases.select_related("milestone__contract", "quote").order_by("pk")),
    }
    return render(request, "payments/payout.html", context)


def _sent_form(fields: QueryDict) -> RequestPayoutForm:
    """The form in the currency sent beside it."""
    currency = fields.get("currency", "USD")
    return RequestPayoutForm(fields, currency=currency if currency in ("USD", "BDT") else "USD")


def _parse_payout(form: RequestPayoutForm) -> tuple[Money | None, str]:
    """The amount of a valid form (None: all that is ready) and its currency."""
    amount = form.cleaned_data["amount"]
    return None if amount is None else Money(amount, form.in_currency), form.in_currency


def _describe_payout(request: MemberRequest, fields: QueryDict) -> KeptAct | None:
    """The payout that is continued after the user has authenticated again, with its amount."""
    form = _sent_form(fields)
    if not form.is_valid():
        return None
    amount, currency = _parse_payout(form)
    if amount is None:
        amount = next((each.payable for each in balances_of(request.user) if each.currency == currency), None)
    words = render_payload(serialize_payload({"amount": amount}))
    return KeptAct(_("Pay out %(amount)s to your bank") % words, _("Pay out")) if amount else None


@require_POST
@signed_in
@kept_as(_describe_payout)
def request_payout(request: MemberRequest) -> HttpResponse:
    """Request a payout of what is payable, or a part of it."""
    form = _sent_form(request.POST)
    if form.is_valid():
        amount, currency = _parse_payout(form)
        with form.refusing():
            if is_large_payout(request.user, amount, currency) and not is_proven(request):
                payouts_actions.check_payout(by=request.user, amount=amount, currency=currency)
                return to_proof(request)
            payouts_actions.request_payout(by=request.user, amount=amount, currency=currency)
            messages.success(request, _("Your payout is being sent."))
            return redirect("money")
    return render_money(request, form)


@signed_in
@proven("GET", "POST")
@kept_as(lambda _request, _fields: KeptAct(_("Where your money goes"), _("To the payment service"), goes_on=True))
def set_up_payouts(request: MemberRequest) -> HttpResponse:
    """To the provider's page for the payout account; the provider redirects here too when a link has expired."""
    if request.method != "POST" and not PayoutAccount.objects.filter(user=request.user).exists():
        return redirect("money")  # a link on another site must not start the set-up
    try:
        return HttpResponseRedirect(start_onboarding(by=request.user, site=site_of(request)))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("money")


@signed_in
def payouts_set_up(request: MemberRequest) -> HttpResponse:
    """Back from the provider's page."""
    account = PayoutAccount.objects.filter(user=request.user).exclude(account_id=None).first()
    if account is not None:
        try:
            sync_payout_account(account_id=str(account.account_id))
        except ProviderUnavailable:
            messages.info(request, _("The payment service does not answer now. We look again by ourselves."))
    return redirect("money")

"""Pages of money: to the Checkout and back, the money buttons of the workroom, and each user's statement."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import is_proven, proven, to_proof
from market.contracts.models import Contract, Milestone
from market.core.base.db import fetch
from market.core.base.errors import DomainError, ProviderUnavailable
from market.core.base.money import Money
from market.core.base.payloads import render_payload, serialize_payload
from market.core.web.buttons import pressing
from market.core.web.site_address import site_of
from market.payments.forms import ReleasePartForm, RequestPayoutForm
from market.payments.funding import actions as funding_actions
from market.payments.funding.checkout_actions import charge_of, group_of, settle_funding
from market.payments.models import Funding, PayoutAccount
from market.payments.payouts import actions as payouts_actions
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.queries import (
    balances_of,
    failed_refunds_of,
    is_large_payout,
    owed_by,
    payouts_of,
    spending_of,
    statement_transactions,
)
from market.payments.refunds import actions as refunds_actions
from market.payments.releases import actions as releases_actions
from market.payments.statements.sentences import statement_line

POLL_SECONDS = 3


def _milestone(request: MemberRequest, milestone_id: int) -> Milestone:
    return fetch(Milestone.objects.visible_to(request.user).select_related("contract"), milestone_id)


@require_POST
@signed_in
def fund_milestone(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """To the page where the client pays."""
    milestone = _milestone(request, milestone_id)
    try:
        funding = funding_actions.fund_milestone(by=request.user, milestone_id=milestone_id, site=site_of(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(milestone)
    return HttpResponseRedirect(funding.checkout_url)


@require_POST
@signed_in
def fund_several(request: MemberRequest, contract_id: int) -> HttpResponse:
    """To the page where the client pays several milestones at once. `milestones` holds their ids, with commas."""
    contract = fetch(Contract.objects.visible_to(request.user), contract_id)
    values = request.POST.get("milestones", "").split(",")
    ids = [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 19]
    try:
        funding = funding_actions.fund_several(
            by=request.user, contract_id=contract_id, milestone_ids=ids, site=site_of(request)
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(contract)
    return HttpResponseRedirect(funding.checkout_url)


@signed_in
def funded(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Back from the Checkout. The provider's webhook may come before or after this. While the payment is not known the
    page says that it waits, and reloads itself."""
    milestone = _milestone(request, milestone_id)
    funding = milestone.fundings.order_by("-pk").first()
    if milestone.contract.client_id != request.user.pk or funding is None:
        return redirect(milestone)
    try:
        funding = settle_funding(funding_id=funding.pk)
    except ProviderUnavailable:
        funding.refresh_from_db()
    milestone.refresh_from_db()
    group = list(group_of(funding.pk).select_related("milestone"))
    if funding.state == Funding.State.PAID and milestone.held_value:
        messages.success(request, _("Your payment arrived. The money is held until you approve the work."))
        return redirect(milestone)
    is_waiting = funding.state in Funding.LIVE
    context = {"milestone": milestone, "funding": funding, "is_waiting": is_waiting, "charge": charge_of(group)}
    response = render(request, "payments/funded.html", context)
    if is_waiting:
        response["Refresh"] = str(POLL_SECONDS)
    return response


@require_POST
@signed_in
def approve_milestone(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Approve and release."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("Approved: the money is released to her.")):
        releases_actions.approve_milestone(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def release_part(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Release a part."""
    milestone = _milestone(request, milestone_id)
    form = ReleasePartForm(request.POST)
    if form.is_valid():
        with form.refusing():
            amount = Money(form.cleaned_data["amount"], milestone.currency)
            rest = releases_actions.release_part(by=request.user, milestone_id=milestone_id, amount=amount).held
            amounts = render_payload(serialize_payload({"amount": amount, "rest": rest}))
            messages.success(request, _("%(amount)s is released to her; %(rest)s stays held.") % amounts)
            return redirect(milestone)
    context = {"form": form, "milestone": milestone}
    return render(request, "payments/release_part.html", context, status=form.status)


@require_POST
@signed_in
def agree_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Agree to a refund."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("You agreed: the money goes back to the client.")):
        refunds_actions.agree_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def give_refund(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Give the money back."""
    milestone = _milestone(request, milestone_id)
    with pressing(request, _("The money goes back to the client.")):
        refunds_actions.give_refund(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@signed_in
def money(request: MemberRequest) -> HttpResponse:
    """The user's money, as a freelancer and as a client."""
    return _render_money(request, RequestPayoutForm())


def _render_money(request: MemberRequest, form: RequestPayoutForm) -> HttpResponse:
    page = Paginator(statement_transactions(request.user), 20).get_page(request.GET.get("page"))
    account = PayoutAccount.objects.filter(user=request.user).first()
    is_freelancer = hasattr(request.user, "profile")
    context = {
        "form": form,
        "page": page,
        "lines": [statement_line(movement, request.user) for movement in page],
        "account": account,
        "is_freelancer": is_freelancer,
        "balances": balances_of(request.user) if is_freelancer else [],
        "owed": owed_by(request.user) if is_freelancer else [],
        "spending": spending_of(request.user),
        "not_arrived": list(failed_refunds_of(request.user)),
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "payouts": list(payouts_of(request.user)[:5]) if is_freelancer else [],
    }
    return render(request, "payments/money.html", context, status=form.status)


@signed_in
def payouts(request: MemberRequest) -> HttpResponse:
    """All payouts of the user."""
    page = Paginator(payouts_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "payments/payouts.html", {"page": page})


def _parse_payout(form: RequestPayoutForm, fields: QueryDict) -> tuple[Money | None, str]:
    """The amount of a valid form (None: all that is ready) and the currency sent beside it."""
    currency = fields.get("currency", "USD")
    currency = currency if currency in ("USD", "BDT") else "USD"
    amount = form.cleaned_data["amount"]
    return None if amount is None else Money(amount, currency), currency


def _describe_payout(request: MemberRequest, fields: QueryDict) -> KeptAct | None:
    """The payout that is continued after the user has authenticated again, with its amount."""
    form = RequestPayoutForm(fields)
    if not form.is_valid():
        return None
    amount, currency = _parse_payout(form, fields)
    if amount is None:
        amount = next((each.payable for each in balances_of(request.user) if each.currency == currency), None)
    words = render_payload(serialize_payload({"amount": amount}))
    return KeptAct(_("Pay out %(amount)s to your bank") % words, _("Pay out")) if amount else None


@require_POST
@signed_in
@kept_as(_describe_payout)
def request_payout(request: MemberRequest) -> HttpResponse:
    """Request a payout of what is payable, or a part of it."""
    form = RequestPayoutForm(request.POST)
    if form.is_valid():
        amount, currency = _parse_payout(form, request.POST)
        with form.refusing():
            if is_large_payout(request.user, amount, currency) and not is_proven(request):
                payouts_actions.check_payout(by=request.user, amount=amount, currency=currency)
                return to_proof(request)
            payouts_actions.request_payout(by=request.user, amount=amount, currency=currency)
            messages.success(request, _("Your payout is being sent."))
            return redirect("money")
    return _render_money(request, form)


@signed_in
@proven("GET", "POST")
@kept_as(lambda _request, _fields: KeptAct(_("Where your money goes"), _("To the payment service")))
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

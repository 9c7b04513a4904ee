"""Operators' pages: payouts to wallets that do not move, and what became of one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.payments.models import Payout
from market.payments.payout_batches.forms import GiveUpForm
from market.payments.payout_batches.queries import reference_of
from market.payments.payouts import wallet_decision_actions
from market.payments.payouts.forms import TransferForm
from market.payments.payouts.queries import held_up_payouts, wallet_payouts

operators_only = with_role(User.Role.OPERATOR)


@operators_only
def held_payouts(request: MemberRequest) -> HttpResponse:
    """Payouts to wallets that do not move, the unclear ones first."""
    page = Paginator(held_up_payouts(), 20).get_page(request.GET.get("page"))
    return render(request, "payments/wallet_payouts.html", {"page": page})


@operators_only
def wallet_payout(request: MemberRequest, payout_id: int) -> HttpResponse:
    """One of them with the number of the wallet. That it was opened is logged."""
    payout = fetch(wallet_payouts(), payout_id)
    log_access("payout.seen", by=request.user, on=payout)
    return _render(request, payout)


def _render(request: MemberRequest, payout: Payout, form: Form | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "payout": payout,
        "reference": reference_of(payout),
        "is_unclear": payout.hold_up == Payout.HoldUp.UNCLEAR,
        "number_form": form if isinstance(form, TransferForm) else TransferForm(),
        "deny_form": form if isinstance(form, GiveUpForm) else GiveUpForm(),
        "is_first": payout.denied_by_id == request.user.pk,
    }
    return render(request, "payments/wallet_payout.html", context, status=form.status if form else 200)


@require_POST
@operators_only
def confirm_wallet_transfer(request: MemberRequest, payout_id: int) -> HttpResponse:
    """bKash made it, under this number."""
    payout, form = fetch(wallet_payouts(), payout_id), TransferForm(request.POST)
    if form.is_valid():
        with form.refusing():
            number = form.cleaned_data["number"]
            wallet_decision_actions.confirm_wallet_transfer(by=request.user, payout_id=payout_id, number=number)
            messages.success(request, _("bKash has it so: it is noted."))
            return redirect("held_payouts")
    return _render(request, payout, form)


@require_POST
@operators_only
def deny_wallet_transfer(request: MemberRequest, payout_id: int) -> HttpResponse:
    """bKash did not make it."""
    payout, form = fetch(wallet_payouts(), payout_id), GiveUpForm(request.POST)
    if form.is_valid():
        with form.refusing():
            reason = form.cleaned_data["reason"]
            row = wallet_decision_actions.deny_wallet_transfer(by=request.user, payout_id=payout_id, reason=reason)
            is_done = row.state == Payout.State.FAILED
            done, half = _("The money can be paid out again."), _("Noted. Another operator has to say so too.")
            messages.success(request, done if is_done else half)
            return redirect("held_payouts")
    return _render(request, payout, form)

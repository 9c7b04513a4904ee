"""Pages on which a side opens a dispute, answers, says more, and settles."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Milestone
from market.core.base.db import fetch
from market.core.base.money import Money
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import companion_actions, offer_actions
from market.disputes.claims.forms import OfferForm, OpenForm
from market.disputes.models import Dispute, Offer
from market.disputes.queries import disputes_of
from market.disputes.views import show_dispute, submit_statement


@takes_files
@signed_in
def open_dispute(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Open a dispute of a milestone, led by questions."""
    rows = Milestone.objects.visible_to(request.user).select_related("contract__client", "contract__freelancer")
    milestone = fetch(rows, milestone_id)
    if standing := milestone.disputes.exclude(state=Dispute.State.CLOSED).first():
        return redirect(standing)
    as_client = milestone.contract.client_id == request.user.pk
    about = Dispute(milestone=milestone, opened_by=request.user)
    form = OpenForm(
        request.POST if request.method == "POST" else None, request.FILES or None, dispute=about, by=request.user
    )
    form.in_currency = milestone.currency
    if request.method == "POST":
        with form.refusing():
            form.is_valid()
            form.keep(request.user)
            if form.is_valid():
                claim = Money(form.cleaned_data["claim"], milestone.currency)
                reason = form.cleaned_data["reason"]
                dispute = claims_actions.open_dispute(
                    by=request.user, milestone_id=milestone_id, claim=claim, content=form.content, reason=reason
                )
                messages.success(
                    request, _("The dispute is open, and the money is frozen. The other side was notified.")
                )
                return redirect(dispute)
    context = {"form": form, "milestone": milestone, "contract": milestone.contract, "as_client": as_client}
    context |= {"files_kept": form.attached(request.user), "was": milestone.disputes.filter(opened_by=request.user)}
    context["answer_days"] = claims_actions.answer_days(as_client=as_client)
    numbers = settings.LIFECYCLE
    context |= {
        "small_days": numbers.small_claim_days,
        "small": Money(numbers.small_claim(milestone.currency), milestone.currency),
    }
    return render(request, "disputes/open.html", context, status=form.status)


@takes_files
@require_POST
@signed_in
def answer_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Answer the claim."""
    return submit_statement(
        request, dispute_id, claims_actions.answer_dispute, _("Your answer is given. The other side was notified.")
    )


@takes_files
@require_POST
@signed_in
def add_statement(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Say more."""
    return submit_statement(
        request, dispute_id, claims_actions.add_statement, _("It is added. The other side was notified.")
    )


@require_POST
@signed_in
def offer_split(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Offer to settle."""
    dispute = fetch(disputes_of(request.user), dispute_id)
    form = OfferForm(request.POST)
    form.in_currency = dispute.currency
    if form.is_valid():
        with form.refusing():
            share = Money(form.cleaned_data["to_freelancer"], dispute.currency)
            offer_actions.offer_split(by=request.user, dispute_id=dispute_id, to_freelancer=share)
            messages.success(request, _("Your offer is made. The other side was notified."))
            return redirect(dispute)
    return show_dispute(request, dispute_id, form)


def _press(request: MemberRequest, dispute_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    dispute = fetch(disputes_of(request.user), dispute_id)
    with pressing(request, done):
        act(by=request.user, dispute_id=dispute_id)
    return redirect(dispute)


@require_POST
@signed_in
def concede_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Accept the claim."""
    return _press(
        request, dispute_id, claims_actions.concede_dispute, _("You accepted the claim. The dispute is closed.")
    )


@require_POST
@signed_in
def withdraw_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Take it back."""
    return _press(
        request, dispute_id, claims_actions.withdraw_dispute, _("The dispute is withdrawn. All goes on as before.")
    )


@require_POST
@signed_in
def ask_trainer(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Ask the freelancer's trainer to stand by."""
    return _press(
        request, dispute_id, companion_actions.ask_trainer, _("Your trainer was asked, and can read all of it.")
    )


@signed_in
def settlement(request: MemberRequest, offer_id: int) -> HttpResponse:
    """Leads to the dispute in which it was made."""
    return redirect(fetch(Offer.objects.visible_to(request.user).select_related("dispute"), offer_id).dispute)


def _answer_offer(request: MemberRequest, offer_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    offer = fetch(Offer.objects.visible_to(request.user).select_related("dispute"), offer_id)
    with pressing(request, done):
        act(by=request.user, offer_id=offer_id)
    return redirect(offer.dispute)


@require_POST
@signed_in
def accept_offer(request: MemberRequest, offer_id: int) -> HttpResponse:
    """Accept an offer."""
    return _answer_offer(request, offer_id, offer_actions.accept_offer, _("You agreed: the dispute is settled."))


@require_POST
@signed_in
def decline_offer(request: MemberRequest, offer_id: int) -> HttpResponse:
    """Decline an offer."""
    return _answer_offer(
        request, offer_id, offer_actions.decline_offer, _("You declined. You can make an offer of your own.")
    )

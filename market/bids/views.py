"""Pages of bids: placing one, its page for both sides, a freelancer's own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.decorators import MemberRequest, signed_in
from market.bids.actions import (
    BidNotOpen,
    close_job,
    decline_bid,
    propose_terms,
    shortlist_bid,
    submit_bid,
    withdraw_bid,
)
from market.bids.forms import BidForm, ReasonForm, TermsForm, initial_of
from market.bids.models import Bid
from market.bids.queries import bids_in_tab, counts_by_tab, differences, quota_of
from market.core.db import fetch
from market.core.errors import DomainError
from market.jobs.models import Job


@signed_in
def new_bid(request: MemberRequest, job_id: int) -> HttpResponse:
    """Where a freelancer writes her bid. "Add" and "count" show the form again, with all that was typed."""
    job = fetch(Job.objects.with_parts().visible_to(request.user), job_id)
    standing = Bid.objects.open().filter(job=job, freelancer=request.user).first()
    if standing is not None:
        return redirect(standing)
    if job.client_id == request.user.pk:
        return redirect(job)
    form = BidForm(request.POST or None, currency=job.currency)
    again = _asks_again(request)
    if not again and form.is_valid():
        with form.refusing():
            letter = form.cleaned_data["cover_letter"]
            bid = submit_bid(by=request.user, job_id=job_id, terms=form.offer(), cover_letter=letter)
            messages.success(request, _("Your bid is placed. You will hear when the client answers."))
            return redirect(bid)
    context = {"job": job, "form": form, "again": again, "quota": quota_of(request.user), "fee": _fee()}
    return render(request, "bids/new.html", context, status=200 if again else form.status)


def _fee() -> Decimal:
    return settings.LIFECYCLE.client_fee_percent


def _asks_again(request: MemberRequest) -> bool:
    """Whether one more row or the sum is asked for, not the deed."""
    return "add" in request.POST or "count" in request.POST


@signed_in
def bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """A bid, for its author and the job's client."""
    return _show(request, bid_id)


def _show(request: MemberRequest, bid_id: int, form: ReasonForm | None = None) -> HttpResponse:
    found = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    as_client = found.job.client_id == request.user.pk
    context = {
        "bid": found,
        "job": found.job,
        "as_client": as_client,
        "other": found.freelancer if as_client else found.job.client,
        "versions": differences(found),
        "form": form,
        "reason": form or ReasonForm(auto_id="reason_%s"),
    }
    return render(request, "bids/bid.html", context, status=form.status if form else 200)


@signed_in
def new_terms(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Where either side writes changed terms."""
    found = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    if not found.is_open:
        raise BidNotOpen(state=found.get_state_display())
    form = TermsForm(request.POST or None, currency=found.job.currency, initial=initial_of(found.latest))
    again = _asks_again(request)
    if not again and form.is_valid():
        with form.refusing():
            propose_terms(by=request.user, bid_id=bid_id, terms=form.offer())
            messages.success(request, _("Your terms are proposed. The other side can accept them, or answer."))
            return redirect(found)
    context = {
        "bid": found,
        "job": found.job,
        "form": form,
        "again": again,
        "as_client": found.job.client_id == request.user.pk,
        "fee": _fee(),
    }
    return render(request, "bids/terms.html", context, status=200 if again else form.status)


@signed_in
def bid_list(request: MemberRequest) -> HttpResponse:
    """Her own bids by state, and her month."""
    tab = request.GET.get("tab", "")
    page = Paginator(bids_in_tab(request.user, tab), 20).get_page(request.GET.get("page"))
    context = {"page": page, "tab": tab, "counts": counts_by_tab(request.user), "quota": quota_of(request.user)}
    return render(request, "bids/list.html", context)


@require_POST
@signed_in
def withdraw(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Take an open bid back."""
    return _with_reason(request, bid_id, withdraw_bid, _("Your bid is withdrawn."))


@require_POST
@signed_in
def decline(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Say no to a bid."""
    return _with_reason(request, bid_id, decline_bid, _("The bid is declined. She has been told."))


def _with_reason(request: MemberRequest, bid_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="reason_%s")
    if form.is_valid():
        try:
            decided = act(by=request.user, bid_id=bid_id, **form.cleaned_data)
        except DomainError as refusal:
            return _refused(request, refusal, bid_id)
        messages.success(request, done)
        return redirect(decided)
    return _show(request, bid_id, form)


@require_POST
@signed_in
def shortlist(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Put a bid on the shortlist."""
    try:
        decided = shortlist_bid(by=request.user, bid_id=bid_id)
    except DomainError as refusal:
        return _refused(request, refusal, bid_id)
    messages.success(request, _("The bid is on your shortlist. She has been told."))
    return redirect(decided)


def _refused(request: MemberRequest, refusal: DomainError, bid_id: int) -> HttpResponse:
    """A late click is answered where the bid shows what happened; other refusals have their own page."""
    if refusal.status != 409:
        raise refusal
    messages.error(request, str(refusal))
    return redirect("bid", bid_id)


@require_POST
@signed_in
def close(request: MemberRequest, job_id: int) -> HttpResponse:
    """End a job without hiring."""
    closed = close_job(by=request.user, job_id=job_id)
    messages.success(request, _("The job has ended. Everybody who had bid has been told."))
    return redirect(closed)

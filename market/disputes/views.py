"""Pages of disputes for their parties, and the public ones."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.base.money import Money
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.core.web.uploads import takes_files
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import companion_actions, offer_actions, progress
from market.disputes.claims.refund_words import say_back
from market.disputes.forms import OfferForm, OpenForm, StatementForm
from market.disputes.models import Dispute, Offer
from market.disputes.queries import FEWEST, disputes_of, whole, yearly_figures
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings.grounds import GROUNDS


@signed_in
def disputes(request: MemberRequest) -> HttpResponse:
    """The user's disputes, the newest first."""
    page = Paginator(disputes_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "disputes/list.html", {"page": page, "progress": progress})


@signed_in
def dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """One dispute: what was said, what is offered, what happens next. Moderators are led to their desk's page of it."""
    try:
        return show_dispute(request, dispute_id)
    except NotFound:
        fetch(Dispute.objects.on_desk(request.user), dispute_id)
        return redirect("rule_dispute", dispute_id)


def show_dispute(request: MemberRequest, dispute_id: int, form: Form | None = None) -> HttpResponse:
    """The page; with a form that was refused, and all that was typed into it."""
    dispute = fetch(whole(disputes_of(request.user)), dispute_id)
    contract, user = dispute.contract, request.user
    is_party = user.pk in (contract.client_id, contract.freelancer_id)
    offers = list(dispute.offers.all())
    context = {
        "dispute": dispute,
        "contract": contract,
        "as_client": contract.client_id == user.pk,
        "is_party": is_party,
        "is_opener": dispute.opened_by_id == user.pk,
        "other": contract.other(user),
        "progress": progress,
        "grounds": GROUNDS,
        "say_back": say_back,
        "asked": [each for each in offers if is_party and each.state == Offer.State.OPEN and each.by_id != user.pk],
        "seen": [each for each in offers if not is_party and each.state == Offer.State.OPEN],
        "mine": [each for each in offers if each.state == Offer.State.OPEN and each.by_id == user.pk],
        "past_offers": [each for each in offers if each.state != Offer.State.OPEN],
        "trainer": companion_actions.trainers_of(dispute).first() if user.pk == contract.freelancer_id else None,
        "statement_form": form if isinstance(form, StatementForm) else StatementForm(dispute=dispute, by=user),
        "offer_form": form if isinstance(form, OfferForm) else OfferForm(),
        "files_kept": form.attached(user) if isinstance(form, StatementForm) else [],
        "refused": form,
        "small_days": settings.LIFECYCLE.small_claim_days,
    }
    return render(request, "disputes/dispute.html", context, status=form.status if form else 200)


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
                messages.success(request, _("The dispute is open, and the money is frozen. The other side was told."))
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


def _submit_statement(request: MemberRequest, dispute_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    """Say something. Files are kept first, so that a refusal loses none of them."""
    dispute = fetch(disputes_of(request.user), dispute_id)
    form = StatementForm(request.POST, request.FILES, dispute=dispute, by=request.user)
    with form.refusing():
        form.is_valid()
        form.keep(request.user)
        if form.is_valid():
            act(by=request.user, dispute_id=dispute_id, content=form.content)
            is_party = request.user.pk in (dispute.contract.client_id, dispute.contract.freelancer_id)
            messages.success(request, done if is_party else _("It is added. Both sides were told."))
            return redirect(dispute)
    return show_dispute(request, dispute_id, form)


@takes_files
@require_POST
@signed_in
def answer_dispute(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Answer the claim."""
    return _submit_statement(
        request, dispute_id, claims_actions.answer_dispute, _("Your answer is given. The other side was told.")
    )


@takes_files
@require_POST
@signed_in
def add_statement(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Say more."""
    return _submit_statement(
        request, dispute_id, claims_actions.add_statement, _("It is added. The other side was told.")
    )


@takes_files
@require_POST
@signed_in
def appeal_ruling(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Ask for another moderator."""
    return _submit_statement(
        request, dispute_id, rulings_actions.appeal_ruling, _("You appealed. Another moderator decides now.")
    )


@require_POST
@signed_in
def offer_split(request: MemberRequest, dispute_id: int) -> HttpResponse:
    """Offer to settle."""
    dispute = fetch(disputes_of(request.user), dispute_id)
    form = OfferForm(request.POST)
    if form.is_valid():
        with form.refusing():
            share = Money(form.cleaned_data["to_freelancer"], dispute.currency)
            offer_actions.offer_split(by=request.user, dispute_id=dispute_id, to_freelancer=share)
            messages.success(request, _("Your offer is made. The other side was told."))
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


def grounds(request: HttpRequest) -> HttpResponse:
    """The grounds on which moderators rule: open to all."""
    return render(request, "disputes/grounds.html", {"grounds": list(GROUNDS.values())})


def dispute_figures(request: HttpRequest) -> HttpResponse:
    """How disputes went, year by year: open to all."""
    context: dict[str, Any] = {"years": yearly_figures(), "endings": dict(Dispute.Ending.choices)}
    context |= {"fewest": FEWEST, "this_year": clock.local(clock.now()).year}
    return render(request, "disputes/figures.html", context)

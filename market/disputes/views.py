"""A user's disputes, the page of one, and the published figures."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.web.forms import Form
from market.core.web.open_web import text_page
from market.disputes.claims import companion_actions, progress
from market.disputes.claims.forms import OfferForm, StatementForm
from market.disputes.claims.refund_words import say_back
from market.disputes.models import Dispute, Offer
from market.disputes.queries import FEWEST, disputes_of, whole, yearly_figures
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


def submit_statement(request: MemberRequest, dispute_id: int, act: Callable[..., Any], done: str) -> HttpResponse:
    """Say something. Files are kept first, so that a refusal loses none of them."""
    dispute = fetch(disputes_of(request.user), dispute_id)
    form = StatementForm(request.POST, request.FILES, dispute=dispute, by=request.user)
    with form.refusing():
        form.is_valid()
        form.keep(request.user)
        if form.is_valid():
            act(by=request.user, dispute_id=dispute_id, content=form.content)
            is_party = request.user.pk in (dispute.contract.client_id, dispute.contract.freelancer_id)
            messages.success(request, done if is_party else _("It is added. Both sides were notified."))
            return redirect(dispute)
    return show_dispute(request, dispute_id, form)


def dispute_figures(request: HttpRequest) -> HttpResponse:
    """How disputes went, year by year: open to all."""
    context: dict[str, Any] = {"years": yearly_figures(), "endings": dict(Dispute.Ending.choices)}
    context |= {"fewest": FEWEST, "this_year": clock.local(clock.now()).year}
    lead = _(
        "How many disputes were settled or decided in each year, how long it took, and what came of it. Without names."
    )
    context["open_web"] = text_page(request, _("How disputes went"), lead)
    return render(request, "disputes/figures.html", context)

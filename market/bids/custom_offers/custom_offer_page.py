"""The page on which a custom offer is written, for the views of this app and of services."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.accounts.people.restraint_actions import require_before_writing
from market.bids.bids.views import fee_percent, shows_form_again
from market.bids.custom_offers.actions import open_custom_offer, send_custom_offer, thread_for_offer
from market.bids.custom_offers.forms import CustomOfferForm
from market.bids.forms import initial_of
from market.bids.models import Bid
from market.jobs.models import Thread


def custom_offer_page(
    request: MemberRequest, conversation_id: int, initial: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form for an offer to the client of a conversation with these initial values, or send the offer.

    Raises what `thread_for_offer` raises; an open offer to the same client is shown instead.
    """
    thread = thread_for_offer(request.user, conversation_id)
    require_before_writing(request)
    if offer := open_custom_offer(request.user, thread.client):
        messages.info(request, _("This offer of yours waits for an answer. You can propose other terms here."))
        return redirect(offer)
    form = CustomOfferForm(
        request.POST or None, files=request.FILES or None, initial=initial or _initial(request, thread)
    )
    again = shows_form_again(request)
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)
            if not again and form.is_valid():
                _send(request, thread, form)
                return redirect(f"{thread.conversation.get_absolute_url()}#last")
    context = {
        "thread": thread,
        "form": form,
        "again": again,
        "fee": fee_percent(),
        "kept": form.attached(request.user),
    }
    return render(request, "bids/new_custom_offer.html", context, status=200 if again else form.status)


def _send(request: MemberRequest, thread: Thread, form: CustomOfferForm) -> None:
    send_custom_offer(
        by=request.user,
        conversation_id=thread.conversation_id,
        work=form.work(),
        terms=form.terms(),
        file_ids=form.upload_ids,
        open_days=form.cleaned_data["open_days"],
    )
    messages.success(request, _("Your offer is sent. You will be notified of the answer."))


def _initial(request: MemberRequest, thread: Thread) -> dict[str, Any]:
    """Initial values: an earlier offer to the client (`?again=7`), else the currency of the freelancer's prices."""
    again = request.GET.get("again", "")
    if again.isascii() and again.isdigit() and len(again) < 18:
        before = Bid.objects.visible_to(request.user).filter(pk=again, freelancer=request.user)
        before = before.filter(job__client=thread.client, origin=Bid.Origin.CUSTOM)
        if bid := before.select_related("job").prefetch_related("terms").first():
            description = bid.job.description_for(request.user)
            return {"title": bid.job.title, "description": description, **initial_of(bid.latest)}
    profile = getattr(request.user, "profile", None)
    return {"currency": profile.price_currency} if profile else {}

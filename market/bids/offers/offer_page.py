"""The page on which a direct offer is written, for the views of this app and of contracts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.accounts.people.restraint_actions import require_before_writing
from market.bids.bids.views import fee_percent, shows_form_again
from market.bids.forms import initial_of
from market.bids.models import Bid
from market.bids.offers.actions import make_offer, offer_recipient, open_offer_to
from market.bids.offers.forms import OfferForm
from market.core.web.returning import redirect_back
from market.profiles.models import Profile


def offer_page(request: MemberRequest, profile_id: int, initial: dict[str, Any] | None = None) -> HttpResponse:
    """Show the form for a direct offer with these initial values, or make the offer.

    Raises what `offer_recipient` raises; an open offer to the same freelancer is shown instead.
    """
    require_before_writing(request)
    profile = offer_recipient(request.user, profile_id, locked=False)
    if open_offer := open_offer_to(request.user, profile.user):
        messages.info(request, _("This offer of yours to her waits for an answer. You can propose other terms here."))
        return redirect(open_offer)
    form = OfferForm(request.POST or None, files=request.FILES or None, initial=initial or _initial(request, profile))
    again = shows_form_again(request)
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)
            if not again and form.is_valid():
                offer = make_offer(
                    by=request.user,
                    profile_id=profile_id,
                    work=form.work(),
                    terms=form.terms(),
                    file_ids=form.upload_ids,
                )
                messages.success(request, _("Your offer is sent. You will be notified when she answers."))
                return redirect_back(request, offer)
    context = {"profile": profile, "form": form, "again": again, "fee": fee_percent(), "as_client": True}
    context["kept"] = form.attached(request.user)
    return render(request, "bids/new_offer.html", context, status=200 if again else form.status)


def _initial(request: MemberRequest, profile: Profile) -> dict[str, Any]:
    """Initial values: an earlier offer or bid of the two (`?again=7`), else the currency of the freelancer's prices."""
    again = request.GET.get("again", "")
    if again.isascii() and again.isdigit() and len(again) < 18:
        before = Bid.objects.visible_to(request.user).filter(job__client=request.user, freelancer=profile.user)
        if bid := before.filter(pk=again).select_related("job").prefetch_related("terms").first():
            description = bid.job.description_for(request.user)
            return {"title": bid.job.title, "description": description, **initial_of(bid.latest)}
    return {"currency": profile.price_currency}

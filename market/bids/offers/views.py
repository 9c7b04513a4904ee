"""Pages of direct offers: the form and the list. An offer's own page is that of its bid."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _lazy

from market.accounts.people.decorators import MemberRequest, signed_in
from market.bids.bids.queries import closed_conversation_of
from market.bids.bids.state_words import closed_among
from market.bids.models import Bid
from market.bids.offers.offer_page import offer_page
from market.bids.offers.queries import has_received_offers, offers_in_tab
from market.core.base.errors import NotFound
from market.core.web.sign_in_reasons import sign_in_to
from market.core.web.uploads import takes_files


@takes_files
@signed_in
@sign_in_to(_lazy("To make an offer, sign in first."))
def new_offer(request: MemberRequest, profile_id: int) -> HttpResponse:
    """The form for a direct offer to a freelancer."""
    return offer_page(request, profile_id)


@signed_in
def offers(request: MemberRequest) -> HttpResponse:
    """Direct and custom offers that the user received, or made."""
    received = has_received_offers(request.user)
    tab = request.GET.get("tab", "received" if received else "sent")
    page = Paginator(offers_in_tab(request.user, tab), 20).get_page(request.GET.get("page"))
    closed = closed_among(request.user, page.object_list)
    return render(request, "bids/offers.html", {"page": page, "tab": tab, "received": received, "closed": closed})


@signed_in
def offer(request: MemberRequest, job_id: int) -> HttpResponse:
    """Redirect from an offer's job to the offer, or to its conversation where a block closed it: messages and contracts
    lead here."""
    bid = Bid.objects.visible_to(request.user).exclude(origin=Bid.Origin.BID).filter(job=job_id).first()
    target = bid or closed_conversation_of(request.user, job=job_id)
    if target is None:
        raise NotFound
    return redirect(target)

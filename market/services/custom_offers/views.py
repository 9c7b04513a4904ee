"""Pages that lead from a service to a custom offer: the choice of the client, and the form begun with a package."""

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.bids.custom_offers.actions import thread_for_offer
from market.bids.custom_offers.custom_offer_page import custom_offer_page
from market.bids.custom_offers.queries import threads_open_for_offers
from market.core.base.db import fetch
from market.core.web.uploads import takes_files
from market.messaging.models import Conversation
from market.services.custom_offers.queries import initial_of_package, own_packages
from market.services.models import Service
from market.services.offering.refusals import NotYourService

MOST_CLIENTS = 50


@takes_files
@signed_in
def offer_package(request: MemberRequest, conversation_id: int, package_id: int) -> HttpResponse:
    """The form of an offer to the client of a conversation, begun with a package of the freelancer's own."""
    thread = thread_for_offer(request.user, conversation_id)
    package = fetch(own_packages(request.user), package_id)
    return custom_offer_page(request, conversation_id, initial_of_package(package, thread.client))


@signed_in
def offer_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """The clients to whom the freelancer of a service may offer it: one package (`?package=`) in one conversation."""
    service = fetch(Service.objects.visible_to(request.user), service_id)
    if service.freelancer_id != request.user.pk:
        raise NotYourService
    packages = list(own_packages(request.user).filter(service=service))
    chosen = next((each for each in packages if str(each.pk) == request.GET.get("package")), next(iter(packages), None))
    threads = threads_open_for_offers(request.user).filter(
        conversation__in=Conversation.objects.open_to(request.user).values("pk")
    )
    newest = threads.order_by("-conversation__last_message_at")[:MOST_CLIENTS]
    context = {"service": service, "packages": packages, "chosen": chosen, "threads": newest}
    return render(request, "services/offer.html", context)

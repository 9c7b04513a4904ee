"""A service as everybody sees it, and a freelancer's list of hers."""

from pathlib import PurePath

from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.profiles.models import Profile
from market.services.models import Service
from market.services.offering.refusals import NotYourService
from market.services.queries import earned, orders_of, others_of, services_of, shown_queue, similar_to, takes_orders


def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """A service as everybody sees it; for her with the tools around it. A draft's page is its preview."""
    found = fetch(Service.objects.with_parts().visible_to(request.user), service_id)
    user, queue = request.user, shown_queue(found)
    context = {
        "service": found,
        "seller": found.freelancer.profile,
        "own": found.freelancer_id == user.pk,
        "moderates": user.is_authenticated and user.has_role(user.Role.MODERATOR, user.Role.LEAD),
        "queue": queue,
        "open": takes_orders(found, queue),
        "similar": [] if takes_orders(found, queue) or found.freelancer_id == user.pk else similar_to(found, user),
        "others": others_of(found),
        "site": str(request.build_absolute_uri("/")).rstrip("/"),
    }
    response = render(request, "services/service.html", context)
    patch_cache_control(response, no_cache=True)  # kept, but asked for again: she may be hidden any time
    return response


def service_picture(request: HttpRequest, service_id: int, name: str) -> FileResponse:
    """A picture of a service, while the service is seen: by its whole random name only."""
    found = fetch(Service.objects.visible_to(request.user), service_id)
    for picture in found.pictures.all():
        for file in (picture.image, picture.thumbnail):
            if PurePath(str(file.name)).name == name:
                return _shown(file)
    raise Http404


def _shown(file: FieldFile) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), content_type="image/webp")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response["Cache-Control"] = "private, max-age=604800, immutable"  # a name never gets another content
    return response


@signed_in
def my_services(request: MemberRequest) -> HttpResponse:
    """Her services with their numbers. Who has no profile is led to it."""
    profile = Profile.objects.filter(user=request.user).select_related("certificate", "user").first()
    page = Paginator(services_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "services/mine.html", {"page": page, "profile": profile, "earned": earned})


@signed_in
def service_orders(request: MemberRequest, service_id: int) -> HttpResponse:
    """The paid orders of one of her services."""
    found = fetch(Service.objects.visible_to(request.user), service_id)
    if found.freelancer_id != request.user.pk:
        raise NotYourService
    page = Paginator(orders_of(found), 20).get_page(request.GET.get("page"))
    return render(request, "services/orders.html", {"service": found, "page": page})

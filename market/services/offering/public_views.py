"""The public page of a service, and a freelancer's list of their own."""

from pathlib import PurePath

from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.profiles.models import Profile
from market.services.models import Service
from market.services.offering.refusals import NotYourService
from market.services.queries import earned_by, orders_of, others_of, services_of, shown_queue, similar_to, takes_orders


def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """The page of a service; with tools for its owner. A draft's page is its preview."""
    row = fetch(Service.objects.with_parts().visible_to(request.user), service_id)
    user, queue = request.user, shown_queue(row)
    context = {
        "service": row,
        "seller": row.freelancer.profile,
        "own": row.freelancer_id == user.pk,
        "moderates": user.is_authenticated and user.has_role(user.Role.MODERATOR, user.Role.LEAD),
        "queue": queue,
        "open": takes_orders(row, queue),
        "similar": [] if takes_orders(row, queue) or row.freelancer_id == user.pk else similar_to(row, user),
        "others": others_of(row),
        "site": site_of(request),
    }
    response = render(request, "services/service.html", context)
    patch_cache_control(response, no_cache=True)  # cached, but revalidated: it may be hidden any time
    return response


def service_picture(request: HttpRequest, service_id: int, name: str) -> FileResponse:
    """A picture of a visible service, by its random file name."""
    row = fetch(Service.objects.visible_to(request.user), service_id)
    for picture in row.pictures.all():
        for file in (picture.image, picture.thumbnail):
            if PurePath(str(file.name)).name == name:
                return _picture_response(file)
    raise Http404


def _picture_response(file: FieldFile) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = "private, max-age=604800, immutable"  # a name never gets another content
    return response


@signed_in
def my_services(request: MemberRequest) -> HttpResponse:
    """The user's services with their figures; without a profile the page leads to it."""
    profile = Profile.objects.filter(user=request.user).select_related("certificate", "user").first()
    page = Paginator(services_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "services/mine.html", {"page": page, "profile": profile, "earned": earned_by})


@signed_in
def service_orders(request: MemberRequest, service_id: int) -> HttpResponse:
    """The paid orders of one of the user's services."""
    row = fetch(Service.objects.visible_to(request.user), service_id)
    if row.freelancer_id != request.user.pk:
        raise NotYourService
    page = Paginator(orders_of(row), 20).get_page(request.GET.get("page"))
    return render(request, "services/orders.html", {"service": row, "page": page})

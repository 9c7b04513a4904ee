"""Pages of services: a service for everybody, and a freelancer's list, form and buttons."""

from dataclasses import fields
from pathlib import PurePath

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import DomainError, Invalid
from market.core.web.buttons import pressing
from market.core.web.open_web import unlisted
from market.core.web.pictures import show_picture
from market.core.web.sign_in_reasons import sign_in_to
from market.core.web.uploads import takes_files
from market.profiles.forms import skill_groups
from market.profiles.models import Profile
from market.services.models import Service
from market.services.offering import actions as offering_actions
from market.services.offering.details import ServiceChanges
from market.services.offering.forms import ServiceForm, ServicePictureForm, initial_of
from market.services.offering.open_web import public_page
from market.services.offering.picture_actions import add_service_picture, move_picture_first, remove_service_picture
from market.services.offering.queries import earned_by, others_of, services_of, similar_to
from market.services.offering.refusals import NotYourService
from market.services.ordering.queries import shown_queue, takes_orders


@signed_in
def new_service(request: MemberRequest) -> HttpResponse:
    """The form for a new service; it is saved as a draft, and pictures come next."""
    profile = Profile.objects.filter(user=request.user).select_related("topic", "certificate", "user").first()
    if profile is None or not profile.is_shown:
        messages.info(request, _("Publish your profile first: a service is seen only together with it."))
        return redirect("my_services")
    form = ServiceForm(request.POST or None, initial={"topic": profile.topic.slug})
    if form.is_valid():
        with form.refusing():
            draft = offering_actions.create_service(by=request.user, details=form.details())
            messages.success(request, _("Your draft is saved. Add a picture or two, then publish it."))
            return redirect("service_pictures", draft.pk)
    return _render_form(request, form, None)


def _own_service(request: MemberRequest, service_id: int) -> Service:
    service = fetch(Service.objects.with_parts().visible_to(request.user), service_id)
    if service.freelancer_id != request.user.pk:
        raise NotYourService
    return service


@signed_in
def edit_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """The form to change a service. Earlier orders stay as they were."""
    service = _own_service(request, service_id)
    form = ServiceForm(request.POST or None, initial=initial_of(service))
    if form.is_valid():
        with form.refusing():
            details = form.details()
            changes: ServiceChanges = {each.name: getattr(details, each.name) for each in fields(details)}  # type: ignore[assignment]
            changed = offering_actions.change_service(by=request.user, service_id=service_id, changes=changes)
            messages.success(request, _("Your service is saved."))
            return redirect(changed)
    return _render_form(request, form, service)


def _render_form(request: MemberRequest, form: ServiceForm, service: Service | None) -> HttpResponse:
    context = {
        "form": form,
        "service": service,
        "groups": skill_groups(form),
        "fee": settings.LIFECYCLE.client_fee_percent,
    }
    return render(request, "services/edit.html", context, status=form.status)


@takes_files
@signed_in
def service_pictures(request: MemberRequest, service_id: int) -> HttpResponse:
    """The pictures of a service, and the form to add one."""
    service = _own_service(request, service_id)
    form = ServicePictureForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        with form.refusing():
            file, title = form.cleaned_data["picture"], form.cleaned_data["title"]
            add_service_picture(by=request.user, service_id=service_id, file=file, title=title)
            form.forget_sent()
            messages.success(request, _("The picture is added."))
            return redirect("service_pictures", service_id)
    return render(request, "services/pictures.html", {"service": service, "form": form}, status=form.status)


@require_POST
@signed_in
def change_service_picture(request: MemberRequest, service_id: int, picture_id: int) -> HttpResponse:
    """Move a picture to the first position, or delete it."""
    if request.POST.get("wish") == "remove":
        remove_service_picture(by=request.user, service_id=service_id, picture_id=picture_id)
        messages.success(request, _("The picture is removed."))
    else:
        move_picture_first(by=request.user, service_id=service_id, picture_id=picture_id)
    return redirect("service_pictures", service_id)


@require_POST
@signed_in
def publish_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Publish a service. What it lacks is shown on the page that edits it."""
    try:
        shown = offering_actions.publish_service(by=request.user, service_id=service_id)
    except DomainError as refusal:
        if refusal.status not in (400, 409):
            raise
        missing = [str(each) for faults in refusal.errors.values() for each in faults]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_service" if isinstance(refusal, Invalid) else "service", service_id)
    messages.success(request, _("Your service is live. Clients can order it from now on."))
    return redirect(shown)


@require_POST
@signed_in
def pause_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Take no orders for a while."""
    with pressing(request, _("Your service is paused. Orders made before go on.")):
        offering_actions.pause_service(by=request.user, service_id=service_id)
    return redirect("service", service_id)


@require_POST
@signed_in
def discard_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Delete a draft."""
    with pressing(request, _("The draft is deleted.")):
        offering_actions.discard_service(by=request.user, service_id=service_id)
    return redirect("my_services")


@sign_in_to(_lazy("To ask about this service, sign in first."))
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """The page of a service; with tools for its owner. A draft's page is its preview."""
    row = fetch(Service.objects.with_parts().visible_to(request.user), service_id)
    user, queue = request.user, shown_queue(row)
    can_be_ordered = takes_orders(row, queue)
    context = {
        "service": row,
        "seller": row.freelancer.profile,
        "own": row.freelancer_id == user.pk,
        "moderates": user.is_authenticated and user.has_role(user.Role.MODERATOR, user.Role.LEAD),
        "queue": queue,
        "open": can_be_ordered,
        "similar": [] if can_be_ordered or row.freelancer_id == user.pk else similar_to(row, user),
        "others": others_of(row),
        "open_web": public_page(row, takes_orders=can_be_ordered),
    }
    response = render(request, "services/service.html", context)
    patch_cache_control(response, no_cache=True)  # cached, but revalidated: it may be hidden any time
    return response


def view_service_picture(request: HttpRequest, service_id: int, picture_id: int) -> HttpResponse:
    """A picture of a visible service, large, with the ways to the others and back."""
    row = fetch(Service.objects.visible_to(request.user), service_id)
    pictures = list(row.pictures.all())
    return show_picture(request, pictures, picture_id, back=(row.get_absolute_url(), row.title))


def service_picture(request: HttpRequest, service_id: int, name: str) -> FileResponse:
    """A picture of a visible service, by its random file name."""
    row = fetch(Service.objects.visible_to(request.user).select_related("freelancer__profile"), service_id)
    for picture in row.pictures.all():
        for file in (picture.image, picture.thumbnail):
            if PurePath(str(file.name)).name == name:
                return unlisted(_picture_response(file), unless=row.freelancer.profile.is_indexable)
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

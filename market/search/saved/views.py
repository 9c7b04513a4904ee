"""Pages of people and services that users saved."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.search.saved.actions import add_saved_profile, add_saved_service, remove_saved
from market.search.saved.queries import saved_profiles, saved_services


@signed_in
def saved(request: MemberRequest) -> HttpResponse:
    """The people and the services that the user saved, newest first."""
    kind = "service" if request.GET.get("tab") == "services" else "profile"
    rows = saved_services(request.user) if kind == "service" else saved_profiles(request.user)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "search/saved.html", {"page": page, "kind": kind})


@require_POST
@signed_in
def toggle_saved_profile(request: MemberRequest, profile_id: int) -> HttpResponse:
    """POST: save a freelancer; with `wish=drop` remove them from the saved list."""
    if request.POST.get("wish") == "drop":
        remove_saved(by=request.user, profile=profile_id)
    else:
        add_saved_profile(by=request.user, profile_id=profile_id)
    return _redirect_back(request, "profile", profile_id)


@require_POST
@signed_in
def toggle_saved_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """POST: save a service; with `wish=drop` remove it from the saved list."""
    if request.POST.get("wish") == "drop":
        remove_saved(by=request.user, service=service_id)
    else:
        add_saved_service(by=request.user, service_id=service_id)
    return _redirect_back(request, "service", service_id)


def _redirect_back(request: MemberRequest, kind: str, target_id: int) -> HttpResponse:
    is_gone = request.POST.get("wish") == "drop"
    messages.success(request, _("It is off your saved list.") if is_gone else _("Saved for later."))
    if request.POST.get("back") == "list":
        return redirect("/saved/?tab=services" if kind == "service" else "/saved/")
    return redirect(kind, target_id)

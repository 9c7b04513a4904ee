"""Pages of people, services and jobs that users saved."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotFound
from market.core.web.site_address import path_within
from market.search.finding.queries import List, TalentQuery
from market.search.lists.rows import rows_of
from market.search.saved.actions import remove_saved, save
from market.search.saved.intended import sign_in_first
from market.search.saved.queries import saved_profiles, saved_services

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
PAGES: dict[List, str] = {"talent": "profile", "services": "service", "jobs": "job"}


@signed_in
def saved(request: MemberRequest) -> HttpResponse:
    """The people and the services that the user saved, newest first."""
    kind = "service" if request.GET.get("tab") == "services" else "profile"
    rows = saved_services(request.user) if kind == "service" else saved_profiles(request.user)
    page: Page[Any] = Paginator(rows, 20).get_page(request.GET.get("page"))
    if kind == "profile":
        page.object_list = rows_of(TalentQuery(), [row.pk for row in page])
    return render(request, "search/saved.html", {"page": page, "kind": kind})


@read_or_post
def toggle_saved_profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """POST: save a freelancer; with `wish=drop` remove them from the saved list."""
    return _toggle(request, "talent", profile_id)


@read_or_post
def toggle_saved_service(request: HttpRequest, service_id: int) -> HttpResponse:
    """POST: save a service; with `wish=drop` remove it from the saved list."""
    return _toggle(request, "services", service_id)


@read_or_post
def toggle_saved_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """POST: save a job; with `wish=drop` remove it from the saved jobs."""
    return _toggle(request, "jobs", job_id)


def _toggle(request: HttpRequest, kind: List, target: int) -> HttpResponse:
    """Who is not signed in is led to sign in, and what they wanted is saved then."""
    if not request.user.is_authenticated:
        return sign_in_first(request, kind, target, _card(request, kind, target), _("Sign in to save this for later."))
    if request.method != "POST":
        return redirect(PAGES[kind], target)
    is_gone = request.POST.get("wish") == "drop"
    if is_gone:
        with suppress(NotFound):  # removed in another tab
            remove_saved(by=request.user, kind=kind, target=target)
    else:
        save(by=request.user, kind=kind, target=target)
    if request.headers.get("HX-Request"):
        return render(request, "search/heart.html", {"kind": kind, "target": target, "is_saved": not is_gone})
    messages.success(request, _("Removed from your saved list.") if is_gone else _("Saved for later."))
    return _redirect_back(request, kind, target)


def _redirect_back(request: HttpRequest, kind: List, target: int) -> HttpResponse:
    if request.POST.get("back") == "card":
        return redirect(_card(request, kind, target))
    return redirect(PAGES[kind], target)


def _card(request: HttpRequest, kind: List, target: int) -> str:
    """Where the request comes from, at the card of the thing; its own page if that is not known."""
    came_from = path_within(request, request.META.get("HTTP_REFERER", ""), "")
    return f"{came_from or reverse(PAGES[kind], args=[target])}#{kind}-{target}"

"""The lists of people, of jobs and of services, all at once, and why they stand in their order."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.text.bangla import nfc
from market.core.web.anonymous_cache import same_for_all
from market.core.web.throttles import searches
from market.search import actions
from market.search.filters import LONGEST_QUERY
from market.search.lists import listing, page_mark, saved_profiles, saved_services, seen_by, suggestions, with_ways_on
from market.search.queries import JobQuery, List, ServiceQuery, TalentQuery
from market.search.search_form import Asked

TOP = 5


def talent(request: HttpRequest) -> HttpResponse:
    """The graduates who can be hired."""
    return _list_page(request, "talent")


def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs that can be bid on."""
    return _list_page(request, "jobs")


def service_list(request: HttpRequest) -> HttpResponse:
    """The services that can be ordered."""
    return _list_page(request, "services")


def _list_page(request: HttpRequest, kind: List) -> HttpResponse:
    if request.GET:
        searches.keep(request)
    asked = Asked(kind, request.GET)
    query = seen_by(asked.query, request.user)
    found = listing(query, request.GET.get("page"))
    if not found.found.count:
        found = with_ways_on(found)
    mark = page_mark(request, found)
    context = {"asked": asked, "query": query, "listing": found, "mark": mark, "here_list": kind}
    return _kept_by_none(render(request, f"search/{kind}.html", context))


def _kept_by_none(response: HttpResponse) -> HttpResponse:
    """A cache asks again each time (and gets a 304): nobody is shown after she was hidden."""
    patch_cache_control(response, no_cache=True)
    return response


def search(request: HttpRequest) -> HttpResponse:
    """One box over all: the best of the people, of the services and of the jobs."""
    q = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    searches.keep(request)
    people, offers, openings = (
        listing(seen_by(shape(q=q), request.user), limit=TOP) for shape in (TalentQuery, ServiceQuery, JobQuery)
    )
    context = {"q": q, "people": people, "offers": offers, "openings": openings, "suggestions": suggestions(q)}
    return _kept_by_none(render(request, "search/search.html", context))


@same_for_all
def search_ranking(request: HttpRequest) -> HttpResponse:
    """Why the lists stand in their order."""
    return render(request, "search/order.html")


@signed_in
def saved(request: MemberRequest) -> HttpResponse:
    """The people and the services that she saved, the last one first."""
    kind = "service" if request.GET.get("tab") == "services" else "profile"
    rows = saved_services(request.user) if kind == "service" else saved_profiles(request.user)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "search/saved.html", {"page": page, "kind": kind})


@require_POST
@signed_in
def toggle_saved_profile(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Save a freelancer, or take that back."""
    if request.POST.get("wish") == "drop":
        actions.drop_saved(by=request.user, profile=profile_id)
    else:
        actions.keep_profile(by=request.user, profile_id=profile_id)
    return _back(request, "profile", profile_id)


@require_POST
@signed_in
def toggle_saved_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Save a service, or take that back."""
    if request.POST.get("wish") == "drop":
        actions.drop_saved(by=request.user, service=service_id)
    else:
        actions.keep_service(by=request.user, service_id=service_id)
    return _back(request, "service", service_id)


def _back(request: MemberRequest, kind: str, thing: int) -> HttpResponse:
    is_gone = request.POST.get("wish") == "drop"
    messages.success(request, _("It is off your saved list.") if is_gone else _("Saved for later."))
    if request.POST.get("back") == "list":
        return redirect("/saved/?tab=services" if kind == "service" else "/saved/")
    return redirect(kind, thing)

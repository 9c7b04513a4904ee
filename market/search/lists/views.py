"""Pages of search: the lists of people, jobs and services, the search over all three, and its ranking."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from market.core.text.bangla import nfc
from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import text_page
from market.core.web.throttles import searches
from market.search.finding.queries import JobQuery, List, ServiceQuery, TalentQuery
from market.search.landing.open_web import list_page
from market.search.lists.filters import LONGEST_QUERY
from market.search.lists.forms import SearchRequest
from market.search.lists.listing import as_of, for_viewer, page_key, relaxed, search_page, suggestions
from market.search.suggesting.past_searches import past_searches
from market.search.weights.queries import current_weights

TOP = 6  # rows of two and of three


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
        searches.check(request)
    search_request = SearchRequest(kind, request.GET)
    if search_request.is_form and not search_request.ignored:
        rest = search_request.address
        return redirect(f"{request.path}?{rest}" if rest else request.path)
    query = as_of(for_viewer(search_request.query, request.user), request.GET.get("at"))
    listing = replace(search_page(query, request.GET.get("page")), reader=request.user.pk)
    if not listing.result.count:
        listing = relaxed(listing)
    key = page_key(request, listing)
    context = {"search": search_request, "query": query, "listing": listing, "page_key": key, "here_list": kind}
    return _revalidated(render(request, f"search/{kind}.html", {**context, "open_web": list_page(listing)}))


def _revalidated(response: HttpResponse) -> HttpResponse:
    """Caches revalidate each time (and get a 304), so that nobody is shown after they were hidden."""
    patch_cache_control(response, no_cache=True)
    return response


def search(request: HttpRequest) -> HttpResponse:
    """One search over everything: the best matches among people, services and jobs."""
    q = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    searches.check(request, uses=3)  # of three lists
    exact = bool(request.GET.get("exact"))
    people, offers, openings = (
        replace(search_page(for_viewer(shape(q=q, exact=exact), request.user), limit=TOP), reader=request.user.pk)
        for shape in (TalentQuery, ServiceQuery, JobQuery)
    )
    past = [] if q else past_searches(request.user)
    context = {
        "q": q,
        "past_searches": past,
        "people": people,
        "offers": offers,
        "openings": openings,
        "suggestions": suggestions(q),
    }
    return _revalidated(render(request, "search/search.html", context))


@same_for_all
def search_ranking(request: HttpRequest) -> HttpResponse:
    """How results are ranked."""
    lead = _("Nobody can buy a place. These are all the rules, in this order:")
    context: dict[str, Any] = {"weights": current_weights()}
    context["open_web"] = text_page(request, _("Why this order?"), lead)
    return render(request, "search/order.html", context)

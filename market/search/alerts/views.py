"""Pages of saved searches, and the one that stops their alerts."""

from collections.abc import Iterable
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.text.locale import activate_for
from market.core.web.site_address import path_within
from market.search.alerts import actions as alerts_actions
from market.search.alerts.descriptions import describe, query_of, title_of
from market.search.alerts.forms import NewSearchForm, SearchForm
from market.search.alerts.mails import row_title
from market.search.alerts.queries import last_results, saved_before
from market.search.alerts.stopping import read_stop_link
from market.search.finding.queries import List as SearchList
from market.search.lists.forms import SHAPES
from market.search.models import SavedSearch

List, Frequency = SavedSearch.List, SavedSearch.Frequency


@signed_in
def saved_searches(request: MemberRequest) -> HttpResponse:
    """The user's saved searches, with what was told for them last."""
    results = last_results(request.user)
    rows = [
        {
            "search": search,
            "title": title_of(search),
            "is_searched": query_of(search) is not None,
            "results": [(row_title(row), row.get_absolute_url()) for row in results.get(search, [])],
        }
        for search in SavedSearch.objects.visible_to(request.user)
    ]
    return render(request, "search/saved_searches.html", {"rows": rows, "most": alerts_actions.MOST, "kind": "search"})


@signed_in
def save_search(request: MemberRequest) -> HttpResponse:
    """Save the search of an address (`?list=jobs&q=…`), or change the one that is saved already.

    Without a list the user chooses one: so a topic is followed.
    """
    of_list = request.GET.get("list", "")
    names = {"exact", *(name for _filters, query in SHAPES.values() for name in query.names)}
    asked = {name: value for name, value in request.GET.items() if name in names and value}
    lists = [of_list] if of_list in List.values else _lists_with(asked)
    query = urlencode(asked, safe=",")
    searches = {kind: saved_before(request.user, cast(SearchList, kind), query) for kind in lists}
    own = List.TALENT if request.user.side == User.Side.CLIENT else List.JOBS
    lists = [kind for kind in lists if searches[kind] is None]
    posted = searches.get(request.POST.get("list", ""))  # in another tab
    if posted or not lists:
        search = posted or searches.get(own) or next(filter(None, searches.values()))
        messages.info(request, _("You saved this search before. Here you change it."))
        return redirect("change_saved_search", search.pk)
    kind = own if own in lists else lists[0]
    frequency = request.GET.get("frequency", "")
    initial = {"list": kind, "frequency": frequency if frequency in Frequency.values else Frequency.DAILY}
    form = NewSearchForm(request.POST or None, initial=initial, lists=lists)
    if form.is_valid():
        with form.refusing():
            clean = form.cleaned_data
            alerts_actions.save_search(
                by=request.user, kind=clean["list"], query=query, name=clean["name"], frequency=clean["frequency"]
            )
            messages.success(request, _("The search is saved."))
            return redirect("saved_searches")
    context = {"form": form, "title": describe(kind, query)}
    return render(request, "search/save_search.html", context, status=form.status)


def _lists_with(names: Iterable[str]) -> list[str]:
    """The lists that have all of these filters (that of jobs has no district); every list, if none has."""
    fitting = [kind for kind, (_filters, query) in SHAPES.items() if {*names} <= {"exact", *query.names}]
    return [*fitting] or [*SHAPES]


@signed_in
def change_saved_search(request: MemberRequest, search_id: int) -> HttpResponse:
    """Another name, or another frequency."""
    search = fetch(SavedSearch.objects.visible_to(request.user), search_id)
    initial = {"name": search.name, "frequency": search.frequency}
    form = SearchForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            alerts_actions.change_search(by=request.user, search_id=search.pk, **form.cleaned_data)
            messages.success(request, _("The search is changed."))
            return redirect("saved_searches")
    context = {"form": form, "search": search, "title": describe(search.kind, search.query)}
    return render(request, "search/save_search.html", context, status=form.status)


@require_POST
@signed_in
def pause_saved_search(request: MemberRequest, search_id: int) -> HttpResponse:
    """POST: pause its alerts; with `wish=resume` tell again what is new from that moment."""
    is_paused = request.POST.get("wish") != "resume"
    alerts_actions.change_search(by=request.user, search_id=search_id, is_paused=is_paused)
    messages.success(request, _("Its alerts are paused.") if is_paused else _("You are told again what is new."))
    return redirect("saved_searches")


@require_POST
@signed_in
def remove_saved_search(request: MemberRequest, search_id: int) -> HttpResponse:
    """POST: remove it. `back` is the page of a topic, skill or district that was followed."""
    alerts_actions.remove_search(by=request.user, search_id=search_id)
    back = path_within(request, request.POST.get("back", ""), "")
    messages.success(request, _("You follow this no more.") if back else _("The search is removed."))
    return redirect(back or "saved_searches")


# The link of a mail is proof enough, and mail programs press it without cookies or a token (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_saved_search(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST stop the alerts of the searches that the link names. It is in the language of their user."""
    user, searches = read_stop_link(token)
    is_done = request.method == "POST" or not searches
    if request.method == "POST":
        alerts_actions.stop_alerts(user=user, search_ids=[each.pk for each in searches])
    with activate_for(user):
        context = {"titles": [title_of(each) for each in searches], "is_done": is_done}
        return render(request, "search/stop_saved_search.html", context)

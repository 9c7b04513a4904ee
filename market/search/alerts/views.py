"""Pages of saved searches, and the one that stops their alerts."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.text.locale import activate_for
from market.search.alerts import actions as alerts_actions
from market.search.alerts.descriptions import asked_of, describe, query_of, title_of
from market.search.alerts.following import start_following, stop_following
from market.search.alerts.forms import SearchForm
from market.search.alerts.mails import row_title
from market.search.alerts.queries import last_results, saved_before, searches_of
from market.search.alerts.stopping import read_stop_link
from market.search.finding.queries import List as SearchList
from market.search.landing.open_web import path_of
from market.search.landing.queries import entry_of
from market.search.lists.forms import SHAPES
from market.search.models import SavedSearch
from market.search.saved.intended import is_press, sign_in_first

List, Frequency = SavedSearch.List, SavedSearch.Frequency


@signed_in
def saved_searches(request: MemberRequest) -> HttpResponse:
    """The user's saved searches, with what was told for them last."""
    results = last_results(request.user)
    rows = [
        {
            "search": search,
            "title": title_of(search),
            "asked": asked_of(search),
            "is_searched": query_of(search) is not None,
            "results": [(row_title(row), row.get_absolute_url()) for row in results.get(search, [])],
        }
        for search in SavedSearch.objects.visible_to(request.user)
    ]
    return render(request, "search/saved_searches.html", {"rows": rows, "most": alerts_actions.MOST, "kind": "search"})


@signed_in
def save_search(request: MemberRequest) -> HttpResponse:
    """Save the search of a list's address (`?list=jobs&q=…`), or change the one that is saved already."""
    of_list = request.GET.get("list", "")
    kind = cast(SearchList, of_list if of_list in List.values else List.TALENT)
    names = {"exact", *SHAPES[kind][1].names}
    query = urlencode({name: value for name, value in request.GET.items() if name in names and value}, safe=",")
    if same := saved_before(request.user, kind, query):  # perhaps in another tab
        messages.info(request, _("You saved this search before. Here you change it."))
        return redirect("change_saved_search", same.pk)
    form = SearchForm(request.POST or None, initial={"frequency": Frequency.DAILY})
    if form.is_valid():
        with form.refusing():
            alerts_actions.save_search(by=request.user, kind=kind, query=query, **form.cleaned_data)
            messages.success(request, _("The search is saved."))
            return redirect("saved_searches")
    context = {"form": form, "title": describe(kind, query), "of_what": List(kind).label}
    return render(request, "search/save_search.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """POST: follow a topic, a skill or a district; with `wish=drop` follow it no more.

    Who is not signed in is led to sign in, and follows it then.
    """
    entry = entry_of(kind, slug)
    if entry is None:
        raise Http404
    place = path_of(entry)
    if not request.user.is_authenticated:
        return sign_in_first(request, entry.kind, slug, f"{place}#follow", _("Sign in to follow this."))
    if request.POST.get("wish") == "drop":
        stop_following(request, request.user, entry)
    elif request.method == "POST":
        start_following(request, request.user, entry)
    elif is_press(request) and not searches_of(entry, request.user):  # the link of a page from before they signed in
        messages.info(request, _("To follow this, press the button here."))
    return redirect(place)


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
    context["of_what"] = search.get_kind_display()
    return render(request, "search/save_search.html", context, status=form.status)


@require_POST
@signed_in
def pause_saved_search(request: MemberRequest, search_id: int) -> HttpResponse:
    """POST: pause its alerts; with `wish=resume` tell again what is new from that moment."""
    is_paused = request.POST.get("wish") != "resume"
    alerts_actions.change_search(by=request.user, search_id=search_id, is_paused=is_paused)
    messages.success(request, _("Its alerts are paused.") if is_paused else _("You are notified again of what is new."))
    return redirect("saved_searches")


@require_POST
@signed_in
def remove_saved_search(request: MemberRequest, search_id: int) -> HttpResponse:
    """POST: remove it."""
    alerts_actions.remove_search(by=request.user, search_id=search_id)
    messages.success(request, _("The search is removed."))
    return redirect("saved_searches")


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

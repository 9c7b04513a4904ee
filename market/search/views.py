"""The lists of people and of jobs, both at once, and why they stand in their order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from market.core.bangla import nfc
from market.core.money import Money
from market.search.filters import LONGEST_QUERY, JobFilter, ListFilter, TalentFilter
from market.search.lists import listing, other_query, suggestions, with_ways_on
from market.search.queries import JobQuery, SearchQuery, TalentQuery
from market.search.vocabulary import FACETS, vocabulary

TOP = 5


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its words or its amount, and the address of the list without it."""

    name: str
    text: str
    amount: Money | None
    rest: str


def talent(request: HttpRequest) -> HttpResponse:
    """The graduates who can be hired."""
    return _list_page(request, TalentFilter(request.GET), TalentQuery, "search/talent.html")


def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs that can be bid on."""
    return _list_page(request, JobFilter(request.GET), JobQuery, "search/jobs.html")


def _list_page(request: HttpRequest, asked: ListFilter, shape: type[SearchQuery], template: str) -> HttpResponse:
    form = asked.form
    form.is_valid()  # what is not understood is left out of cleaned_data, and said on the page
    query = shape.of(form.cleaned_data)
    found = listing(query, request.GET.get("page"))
    if not found.found.count:
        found = with_ways_on(found)
    context = {
        "form": form,
        "query": query,
        "listing": found,
        "chips": [chip(query, name) for name in query.active],
        "kept": dict(parse_qsl(query.without("q").query_string())),
        "order_text": dict(form.fields["ordering"].choices)[query.ordering],
        "other_query": other_query(query).query_string(),
        "ignored": [form.fields[name].label for name in form.errors if name in form.fields],
    }
    return _kept_by_none(render(request, template, context))


def _kept_by_none(response: HttpResponse) -> HttpResponse:
    """A cache asks again each time (and gets a 304): nobody is shown after she was hidden."""
    patch_cache_control(response, no_cache=True)
    return response


def chip(query: SearchQuery, name: str) -> Chip:
    """What stands on the page for a filter that is set."""
    value: Any = getattr(query, name)
    rest = query.without(name, *(["currency"] if isinstance(value, Decimal) else [])).query_string()
    if isinstance(value, Decimal):
        return Chip(name, "", Money(value, query.currency or "USD"), rest)
    if name in FACETS:
        return Chip(name, vocabulary().of(name)[value].name, None, rest)
    fields = (TalentFilter if isinstance(query, TalentQuery) else JobFilter).base_filters
    choices = dict(getattr(fields[name], "extra", {}).get("choices") or [])
    return Chip(name, str(choices.get(value, value)), None, rest)


def search(request: HttpRequest) -> HttpResponse:
    """One box over both: the best of the people and of the jobs."""
    q = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    people, openings = (listing(shape(q=q), limit=TOP) for shape in (TalentQuery, JobQuery))
    context = {"q": q, "people": people, "openings": openings, "suggestions": suggestions(q)}
    return _kept_by_none(render(request, "search/search.html", context))


def search_order(request: HttpRequest) -> HttpResponse:
    """Why the lists stand in their order."""
    return render(request, "search/order.html")

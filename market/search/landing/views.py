"""Landing pages of topics, skills and districts, and the overviews that lead to them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from market.core.web.anonymous_cache import same_for_all
from market.core.web.throttles import searches
from market.search.alerts.queries import searches_of
from market.search.finding.queries import TalentQuery
from market.search.landing.open_web import heading_of, landing_page, overview_page, trail
from market.search.landing.queries import SHOWN, counted, districts_by_division, entry_of, landing_of
from market.search.landing.topics import DESCRIPTIONS
from market.search.lists.listing import page_key, search_page
from market.search.understanding.entries import Kind
from market.search.understanding.vocabulary import vocabulary


def topic_landing(request: HttpRequest, topic: str) -> HttpResponse:
    """A topic: what it is, who works in it, for how much."""
    return _landing(request, "topic", topic)


def skill_landing(request: HttpRequest, skill: str) -> HttpResponse:
    """A skill, likewise."""
    return _landing(request, "skill", skill)


def district_landing(request: HttpRequest, district: str) -> HttpResponse:
    """A district: who works from there, and what they do."""
    return _landing(request, "district", district)


def _landing(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    entry = entry_of(kind, slug)
    if entry is None:
        raise Http404
    searches.check(request)  # one page, whatever lists it is made of
    landing = landing_of(entry, request.user)
    context = {
        "landing": landing,
        "entry": entry,
        "heading": heading_of(entry),
        "about": DESCRIPTIONS.get(slug, "") if kind == "topic" else "",
        "trail": trail(entry, landing.topic),
        "most": SHOWN,
        "followed": searches_of(entry, request.user),
        "page_key": (*page_key(request, *landing.lists), landing.prices),
        "open_web": landing_page(landing),
    }
    response = render(request, "search/landing.html", context)
    patch_cache_control(response, no_cache=True)  # cached, but revalidated: who is on it may be hidden any time
    return response


@same_for_all
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic with its skills, and how many graduates each has."""
    facets, vocab = search_page(TalentQuery(), limit=1).result.facets, vocabulary()
    counts = facets.get("topic", {})
    skills = counted("skill", facets.get("skill", {}))
    rows = [
        (topic, counts.get(topic.id, 0), [pair for pair in skills if pair[0].topic_id == topic.id])
        for topic in vocab.of("topic").values()
    ]
    title = _("Topics and skills")
    lead = _("What graduates of the programme do: six topics and their skills, who offers them, and from which price.")
    context = {"rows": rows, "title": title, "lead": lead, "about": DESCRIPTIONS}
    return render(request, "search/topics.html", {**context, "open_web": overview_page("topics", title, lead)})


@same_for_all
def districts(request: HttpRequest) -> HttpResponse:
    """Every district by its division, and how many graduates work from there."""
    counts = search_page(TalentQuery(), limit=1).result.facets.get("district", {})
    title = _("Districts")
    lead = _("Where the graduates work from: all 64 districts of Bangladesh, division by division.")
    context = {"divisions": districts_by_division(counts), "title": title, "lead": lead}
    return render(request, "search/districts.html", {**context, "open_web": overview_page("districts", title, lead)})

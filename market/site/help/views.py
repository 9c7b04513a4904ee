"""Views of the help: list, search, pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import text_page
from market.site.help import pages
from market.site.help.index import search_help, sections_of

LONGEST_QUERY = 200


def help_pages(request: HttpRequest) -> HttpResponse:
    """Every help page by group; with `q`, search results."""
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
    return _search_results(request, query) if query else _whole_list(request)


@same_for_all
def _whole_list(request: HttpRequest) -> HttpResponse:
    lead = _(
        "Short pages on what people do here. Ask in Bangla, in English, or in Bangla written with English letters."
    )
    context = {"groups": pages.pages_by_group(), "query": "", "open_web": text_page(request, _("Help"), lead)}
    return render(request, "site/help/list.html", context)


def _search_results(request: HttpRequest, query: str) -> HttpResponse:
    context = {"groups": pages.pages_by_group(), "query": query, "hits": search_help(query)}
    return render(request, "site/help/list.html", context)


@same_for_all
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page with its sections, and others of its group. Raises Http404 for an unknown name."""
    page = pages.PAGES.get(name)
    if page is None or page.template is None:
        raise Http404
    body = pages.render_body(page, request)
    near = [each for each in pages.PAGES.values() if each.group == page.group and each is not page]
    context = {"page": page, "body": body, "sections": sections_of(body), "near": near, "numbers": settings.LIFECYCLE}
    context["open_web"] = text_page(request, page.title, page.lead)
    return render(request, "site/help/page.html", context)

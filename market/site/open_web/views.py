"""robots.txt, the index of the sitemap, and its parts (sitemaps.org, with the languages as Google's xhtml:link)."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from market.core.web.open_web import address_of, alternates_of
from market.site.open_web.sections import SECTIONS, Address

XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# Where nothing is for the open web: forms, private pages, the API, and results of searches without end.
CLOSED = (
    *("/accounts/", "/api/", "/bids/", "/block/", "/claim/", "/contracts/", "/files/", "/invitations/", "/language/"),
    *("/messages/", "/money/", "/my-work/", "/notifications/", "/offers/", "/profile/", "/report/", "/reports/"),
    *("/safety/", "/sandbox/", "/saved/", "/search/?", "/settings/", "/staff/", "/unsubscribe/", "/webhooks/"),
)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (RFC 9309). Pages that they may read but not list say so themselves."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "Allow: /", ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap_index')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of every section that has addresses."""
    parts = [(name, number) for name, section in SECTIONS.items() for number in section.parts()]
    addresses = (address_of(reverse("sitemap_part", args=part)) for part in parts)
    return _xml("sitemapindex", SCHEMA, (f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in addresses))


@require_safe
def sitemap_part(request: HttpRequest, section: str, part: int) -> HttpResponse:
    """A part of a section: each address in both languages. An empty part is no page."""
    addresses = SECTIONS[section].part(part) if section in SECTIONS else []
    if not addresses:
        raise Http404
    names = f'{SCHEMA} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return _xml("urlset", names, (line for each in addresses for line in _urls(each)))


def _urls(each: Address) -> Iterator[str]:
    """The address in each language, and with each all of them."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in alternates_of(each.path)
    )
    changed = f"<lastmod>{each.changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if each.changed_at else ""
    for language, _name in settings.LANGUAGES:
        yield f"<url><loc>{escape(address_of(each.path, language))}</loc>{changed}{links}</url>"


def _xml(root: str, attributes: str, lines: Iterable[str]) -> HttpResponse:
    body = "\n".join([f"{HEAD}<{root} {attributes}>", *lines, f"</{root}>\n"])
    return HttpResponse(body, content_type=XML)

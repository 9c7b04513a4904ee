"""What search engines and social networks are told of the front page: the site, its name, and how to search it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.text import locale
from market.core.web.open_web import PublicPage, address_of, summary

QUERY = "{search_term_string}"  # the word of schema.org for what somebody types


def front_page() -> PublicPage:
    """The front page for the open web."""
    path = reverse("home")
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}{reverse('search')}?q={QUERY}"},
        "query-input": "required name=search_term_string",
    }
    site = {
        "@type": "WebSite",
        "name": _("Amar Kaj"),
        "alternateName": "আমার কাজ",
        "url": address_of(path),
        "inLanguage": locale.language(),
        "potentialAction": search,
    }
    lead = _("Hire a certified graduate. Your money is held until you approve the work.")
    return PublicPage(
        path=path,
        title=_("Skilled women from all 64 districts, verified one by one."),
        description=summary(_("Skilled women from all 64 districts, verified one by one."), lead),
        data=(site,),
    )

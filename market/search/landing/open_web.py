"""What search engines are told of the lists and of the landing pages."""

from dataclasses import replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from market.core.text import formats, locale
from market.core.web.open_web import PublicPage, address_of, breadcrumbs, summary
from market.search.finding.queries import BEST, List
from market.search.landing.queries import Landing
from market.search.landing.topics import DESCRIPTIONS
from market.search.lists.listing import Listing
from market.search.understanding.entries import FACETS, Entry

LISTS: dict[List, tuple[str, Promise, Promise]] = {
    "talent": (
        "talent",
        gettext_lazy("Find talent"),
        gettext_lazy(
            "Women who finished a national training programme in Bangladesh, each with a certificate that anybody can"
            " check. Hire them; your money is held until you approve."
        ),
    ),
    "services": (
        "service_list",
        gettext_lazy("Services"),
        gettext_lazy(
            "Logos, websites, data entry, marketing: work at a fixed price by verified graduates from Bangladesh. Order"
            " at once; the money is held until you approve."
        ),
    ),
    "jobs": (
        "job_list",
        gettext_lazy("Find work"),
        gettext_lazy(
            "Open jobs for certified women freelancers in Bangladesh: design, data entry, web, marketing. Bidding costs"
            " nothing, and the money is held before you begin."
        ),
    ),
}


def list_page(listing: Listing) -> PublicPage | None:
    """A list for the open web. With one topic, skill or district it is a copy of the landing page of that; with other
    filters, in another order, past its first page or empty it is not indexed.
    """
    query, names = listing.query, listing.query.active
    name, title, description = LISTS[query.kind]
    is_first = query.ordering == BEST and listing.number <= 1
    page = PublicPage(path=reverse(name), title=str(title), description=str(description))
    if not names:
        return page if is_first else None
    facet = next((each for each in FACETS if names == [each]), None)
    if facet is None or "," in getattr(query, facet) or not is_first or not listing.result.count:
        return None
    return replace(page, path=reverse(f"{facet}_landing", args=[getattr(query, facet)]), is_copy=True)


def path_of(entry: Entry) -> str:
    """The path of the landing page of an entry."""
    return reverse(f"{entry.kind}_landing", args=[entry.slug])


def heading_of(entry: Entry) -> str:
    """The heading of a landing page."""
    text = _("Freelancers from %(name)s") if entry.kind == "district" else _("%(name)s by verified graduates")
    return text % {"name": entry.name}


def landing_page(landing: Landing) -> PublicPage:
    """A landing page for the open web; without anybody on it, it is not indexed."""
    entry, path, heading = landing.entry, path_of(landing.entry), heading_of(landing.entry)
    description = summary(*_sentences(landing))
    page = {
        "@type": "CollectionPage",
        "name": heading,
        "description": description,
        "url": address_of(path, locale.language()),
    }
    return PublicPage(
        path=path,
        title=heading,
        description=description,
        is_indexed=landing.count > 0,
        data=(page, breadcrumbs(*trail(entry, landing.topic))),
    )


def _sentences(landing: Landing) -> list[str]:
    """Who there is and from which price, then what the topic is."""
    count, language = landing.count, locale.language()
    facts = {"name": landing.entry.name, "num": formats.format_number(count, language)}
    if landing.entry.kind == "district":
        people = ngettext(
            "%(num)s verified freelancer from %(name)s, Bangladesh.",
            "%(num)s verified freelancers from %(name)s, Bangladesh.",
            count,
        )
    else:
        people = ngettext("%(name)s by %(num)s verified graduate.", "%(name)s by %(num)s verified graduates.", count)
    parts = [people % facts]
    if landing.prices:
        price = formats.format_money(landing.prices[0].low, language)
        parts.append(_("Work starts at %(price)s.") % {"price": price})
    parts.append(_("Your money is held until you approve the work."))
    return [*parts, str(DESCRIPTIONS.get(landing.entry.slug, ""))] if landing.entry.kind == "topic" else parts


def trail(entry: Entry, topic: Entry | None) -> list[tuple[str, str]]:
    """(name, path) from the front page down to the landing page of an entry; `topic` is that of a skill."""
    overview = (_("Districts"), reverse("districts")) if entry.kind == "district" else (_("Topics"), reverse("topics"))
    above = [(topic.name, path_of(topic))] if topic else []
    return [(_("Amar Kaj"), reverse("home")), overview, *above, (entry.name, path_of(entry))]


def overview_page(name: str, title: str, description: str) -> PublicPage:
    """The overview of topics and skills, or of districts."""
    ways = ((_("Amar Kaj"), reverse("home")), (title, reverse(name)))
    return PublicPage(path=reverse(name), title=title, description=summary(description), data=(breadcrumbs(*ways),))

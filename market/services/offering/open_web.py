"""What search engines and social networks are told of a service: what its page shows to everybody."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.text import formats, locale
from market.core.text.bangla import language_of
from market.core.text.contact import masked
from market.core.web.open_web import JsonLd, PublicPage, address_of, breadcrumbs, summary
from market.services.models import Package, Service

IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/SoldOut"


def public_page(service: Service, *, takes_orders: bool) -> PublicPage | None:
    """The service, from `with_parts`, for the open web; None while it is not shown to everybody."""
    if not service.is_shown:
        return None
    path, description, title = service.get_absolute_url(), service.description, masked(service.title)
    is_indexed = service.freelancer.profile.is_indexable
    return PublicPage(
        path=path,
        title=title,
        description=summary(_offered(service), description if language_of(description) == locale.language() else ""),
        kind="product",
        picture=_picture(service),
        picture_text=service.cover.title if service.cover else "",
        is_indexed=is_indexed,
        data=_data(service, path, takes_orders=takes_orders) if is_indexed else (),
    )


def _offered(service: Service) -> str:
    """Its title, who offers it, and from which price."""
    facts = {"title": service.title, "name": service.freelancer.shown_name}
    if service.price_from is None:
        return _("%(title)s, by %(name)s, a verified graduate.") % facts
    facts["price"] = formats.format_money(service.price_from, locale.language())
    return _("%(title)s, by %(name)s, a verified graduate, from %(price)s.") % facts


def _picture(service: Service) -> str:
    return settings.SITE_URL + service.cover.image_url if service.cover else ""


def _data(service: Service, path: str, *, takes_orders: bool) -> tuple[JsonLd, ...]:
    profile, address = service.freelancer.profile, address_of(path, locale.language())
    availability = IN_STOCK if takes_orders else SOLD_OUT
    node = {
        "@type": "Service",
        "name": masked(service.title),
        "description": service.description,
        "url": address,
        "serviceType": service.topic.name,
        "image": _picture(service),
        "provider": {
            "@type": "Person",
            "name": service.freelancer.shown_name,
            "url": address_of(profile.get_absolute_url()),
        },
        "offers": [_offer(package, address, availability) for package in service.packages.all()],
    }
    trail = ((_("Amar Kaj"), reverse("home")), (_("Services"), reverse("service_list")))
    topic = (service.topic.name, reverse("topic_landing", args=[service.topic.slug]))
    return node, breadcrumbs(*trail, topic, (masked(service.title), path))


def _offer(package: Package, address: str, availability: str) -> JsonLd:
    return {
        "@type": "Offer",
        "name": masked(package.in_language("name")),
        "price": str(package.price_value),
        "priceCurrency": str(package.price.currency),
        "url": address,
        "availability": availability,
    }

"""What search engines and social networks are told of a profile: no more than its page shows to everybody.

A shared address shows name and topic alone (see the page "Share your profile"); a profile that its freelancer keeps
from search engines carries noindex.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.core.text import formats, locale
from market.core.web.open_web import JsonLd, PublicPage, address_of, breadcrumbs, summary
from market.profiles.freelancers.queries import own_path
from market.profiles.models import Profile

COUNTRY = "BD"


def public_page(profile: Profile) -> PublicPage | None:
    """The profile for the open web, from `whole_profiles`; None while it is not shown to everybody."""
    if not profile.is_shown:
        return None
    name, topic, path = profile.user.shown_name, profile.topic.name, own_path(profile)
    return PublicPage(
        path=path,
        title=name,
        description=_description(profile),
        kind="profile",
        shared=topic,
        picture=settings.SITE_URL + reverse("profile_card", args=[profile.pk]),
        picture_text=f"{name}: {topic}",
        is_wide=True,
        is_indexed=profile.is_indexable,
        data=_data(profile, path) if profile.is_indexable else (),
    )


def _description(profile: Profile) -> str:
    """Name, topic, and what counts here."""
    names = {"name": profile.user.shown_name, "topic": profile.topic.name}
    parts = [_("%(name)s, verified graduate: %(topic)s.") % names]
    if profile.jobs_done:
        number = formats.format_number(profile.jobs_done, locale.language())
        parts.append(ngettext("%(num)s job done here.", "%(num)s jobs done here.", profile.jobs_done) % {"num": number})
    if profile.stars is not None:
        stars = formats.format_number(profile.stars, locale.language())
        parts.append(_("%(stars)s of 5 stars.") % {"stars": stars})
    parts.append(_("See the work, ask, and hire: your money is held until you approve."))
    return summary(*parts)


def _data(profile: Profile, path: str) -> tuple[JsonLd, ...]:
    """The page, the person, and what the person offers, as schema.org has them."""
    page = {"@type": "ProfilePage", "url": address_of(path, locale.language()), "mainEntity": _person(profile, path)}
    trail = breadcrumbs(
        (_("Amar Kaj"), reverse("home")), (_("Find talent"), reverse("talent")), (profile.user.shown_name, path)
    )
    return page, trail, *_offer(profile, path)


def _person(profile: Profile, path: str) -> JsonLd:
    return {
        "@type": "Person",
        "@id": f"{address_of(path)}#person",
        "name": profile.user.shown_name,
        "url": address_of(path),
        "description": summary(profile.headline) if profile.headline else None,
        "image": settings.SITE_URL + profile.picture_url if profile.picture else None,
        "jobTitle": profile.topic.name,
        "knowsAbout": [skill.name for skill in profile.skills.all()],
        "knowsLanguage": profile.languages,
        "homeLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressRegion": profile.district.name,
                "addressCountry": COUNTRY,
            },
        },
        "hasCredential": {
            "@type": "EducationalOccupationalCredential",
            "name": profile.certificate.batch.topic.name,
            "credentialCategory": "certificate",
            "identifier": profile.certificate.serial,
        },
    }


def _offer(profile: Profile, path: str) -> list[JsonLd]:
    """The work that the person offers: from which price it starts, and its rating; nothing before either is known."""
    if profile.price_from is None and profile.stars is None:
        return []
    offer: JsonLd = {
        "@type": "Service",
        "name": profile.topic.name,
        "serviceType": profile.topic.name,
        "provider": {"@id": f"{address_of(path)}#person"},
    }
    if (price := profile.price_from) is not None:
        least = {"@type": "PriceSpecification", "minPrice": str(price.amount), "priceCurrency": str(price.currency)}
        offer["offers"] = {"@type": "Offer", "priceSpecification": least}
    if profile.stars is not None:
        offer["aggregateRating"] = aggregate_rating(profile)
    return [offer]


def aggregate_rating(profile: Profile) -> JsonLd:
    """The mean of the reviews of a profile that has some."""
    return {
        "@type": "AggregateRating",
        "ratingValue": str(profile.stars),
        "bestRating": "5",
        "worstRating": "1",
        "reviewCount": profile.review_count,
    }

"""What search engines and social networks are told of a work in a portfolio."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.text import locale
from market.core.text.bangla import language_of
from market.core.web.open_web import PublicPage, address_of, breadcrumbs, summary
from market.profiles.models import PortfolioCase, Profile


def public_page(profile: Profile, case: PortfolioCase) -> PublicPage | None:
    """The work for the open web; None while its profile is not shown to everybody."""
    if not profile.is_shown:
        return None
    name, path = profile.user.shown_name, case.get_absolute_url()
    picture = next((settings.SITE_URL + each.image_url for each in case.pictures.all()), "")
    about = _("Work of %(name)s, verified graduate: %(topic)s.") % {"name": name, "topic": profile.topic.name}
    own = case.text if language_of(case.text) == locale.language() else ""
    work = {
        "@type": "CreativeWork",
        "name": case.title,
        "url": address_of(path, locale.language()),
        "image": picture,
        "author": {"@type": "Person", "name": name, "url": address_of(profile.get_absolute_url())},
    }
    trail = ((_("Amar Kaj"), reverse("home")), (_("Find talent"), reverse("talent")))
    return PublicPage(
        path=path,
        title=case.title,
        description=summary(about, own),
        kind="article",
        shared=profile.topic.name,
        picture=picture,
        picture_text=case.title,
        is_indexed=profile.is_indexable,
        data=(work, breadcrumbs(*trail, (name, profile.get_absolute_url()), (case.title, path))),
    )

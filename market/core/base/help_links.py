"""Where the help on something stands. The pages belong to the site: here they are only names ("bids#quota")."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def help_address(place: str) -> str:
    """The path of a help page, with its section; "" for no place, and on a site without such pages."""
    name, hash_sign, section = place.partition("#")
    try:
        return reverse("help_page", args=[name]) + hash_sign + section if name else ""
    except NoReverseMatch:
        return ""


def help_link(place: str) -> str:
    """The same with the site's own address, for programs."""
    path = help_address(place)
    return f"{settings.SITE_URL}{path}" if path else ""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A place in the help, where notifications lead whose reader sees no page of the thing itself."""

    place: str

    def get_absolute_url(self) -> str:
        """The URL of the help page."""
        return help_address(self.place) or "/"

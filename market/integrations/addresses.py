"""SSRF protection: webhook URLs must resolve to public addresses."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.base.hosts import NotAnAddress, Target, ip_literal, is_open, parse_url

LONGEST = 500


class AddressNotAllowed(Invalid):
    help = "programs#webhooks"
    code = "address_not_allowed"
    sentence = _("Give the https address of a server that can be reached from the internet.")


def check_url(url: str) -> str:
    """The address as it is kept. Raises AddressNotAllowed at "url".

    https in production; in development http too, and this machine.
    """
    try:
        place = parse_url(url)
    except NotAnAddress as wrong:
        raise _refused() from wrong
    if len(url) > LONGEST or not is_allowed(place):
        raise _refused()
    return url


def is_allowed(place: Target) -> bool:
    """Whether news may go there, as far as the address itself says. What a name leads to is seen when it is called."""
    is_safe = place.scheme == "https" or not settings.PRODUCTION
    return is_safe and (ip_literal(place.host) is None or is_open(place.host))


def _refused() -> AddressNotAllowed:
    return AddressNotAllowed(errors={"url": [AddressNotAllowed.sentence]})

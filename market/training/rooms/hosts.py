"""On which hosts live rooms and recordings may be."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.base.hosts import NotAnAddress, parse_url
from market.training.models import RoomHost


def host_of(url: str) -> str:
    """The host of an address; "" for what is none."""
    try:
        return parse_url(url.partition("#")[0]).host
    except NotAnAddress:
        return ""


def require_allowed(url: str, field: str) -> None:
    """Raise Invalid at the field for all but an https address on an allowed host, or below one."""
    try:
        target = parse_url(url.partition("#")[0])
    except NotAnAddress:
        target = None
    if target is None or any(each.isspace() for each in url):
        raise Invalid(errors={field: [_("This is no address that can be opened. Copy it whole from the browser.")]})
    if target.scheme != "https":
        raise Invalid(errors={field: [_("Give an address that begins with https://.")]})
    hosts = list(RoomHost.objects.all())
    if not any(target.host == each.host or target.host.endswith(f".{each.host}") for each in hosts):
        names = ", ".join(f"{each.name} ({each.host})" for each in hosts)
        text = _("%(host)s is not allowed. Allowed are: %(names)s. Ask an officer for another one.")
        raise Invalid(errors={field: [text % {"host": target.host, "names": names}]})

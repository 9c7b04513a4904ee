"""Officers keep the hosts on which live rooms and recordings may be."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.base.hosts import NotAnAddress, parse_url
from market.core.text.bangla import nfc
from market.training.certificates.actions import require_officer
from market.training.models import ClassSession, RoomHost
from market.training.rooms.hosts import host_of

NAME_LENGTH = 60


class HostKnown(DomainError):
    help = "programme#rooms"
    code = "host_known"
    sentence = _("This host, or one above it, is allowed already.")


class HostInUse(DomainError):
    """A class that is still to come has its room there."""

    help = "programme#rooms"
    code = "host_in_use"
    sentence = _("Classes that are still to come have their live room there: %(count)s. Give them another room first.")


@atomic
def add_room_host(*, by: User, host: str, name: str) -> RoomHost:
    """Allow a host, and all below it. Raises NotAllowed to others than officers, HostKnown, Invalid at each field."""
    require_officer(by)
    name = nfc(name).strip()
    if not name:
        raise Invalid(errors={"name": [_("Write how people call it.")]})
    require_length("name", name, NAME_LENGTH)
    host = _clean_host(host)
    if any(host == each or host.endswith(f".{each}") for each in RoomHost.objects.values_list("host", flat=True)):
        raise HostKnown
    row, is_new = RoomHost.objects.get_or_create(
        host=host, defaults={"name": name, "added_by": by, "added_at": clock.now()}
    )
    if not is_new:
        raise HostKnown
    audit("room_host.added", by=by, on=row, host=host)
    return row


def _clean_host(text: str) -> str:
    """The host of what was typed: "zoom.us", or the whole address of a page there."""
    text = text.strip()
    try:
        host = parse_url(text if "://" in text else f"https://{text}").host.removeprefix("www.")
    except NotAnAddress:
        host = ""
    if "." not in host or host.replace(".", "").isdigit() or len(host) > 200:
        raise Invalid(errors={"host": [_("Write the host of a site, or copy the address of one of its pages.")]})
    return host


@atomic
def remove_room_host(*, by: User, host_id: int) -> None:
    """Allow a host no more. Raises NotFound, NotAllowed to others than officers, HostInUse."""
    require_officer(by)
    row = lock(RoomHost.objects.all(), host_id)
    coming = ClassSession.objects.planned().filter(ends_at__gt=clock.now()).exclude(room="")
    hosts = map(host_of, coming.values_list("room", flat=True))
    if count := sum(each == row.host or each.endswith(f".{row.host}") for each in hosts):
        raise HostInUse(count=count)
    audit("room_host.removed", by=by, on=row, host=row.host)
    row.delete()

"""Sessions that ended by themselves: whose they were tells who may come back to what was sent too late."""

from django.contrib.sessions.models import Session

from market.accounts.models import Device
from market.core.base import clock
from market.core.web.clients import mark_of


def last_on(cookie: str) -> int | None:
    """Whose session was the last to expire on the device with this cookie; None where there is none, or where that user
    signed out or was signed out.
    """
    if not cookie:
        return None
    devices = Device.objects.filter(mark=mark_of(cookie)).exclude(session_key="")
    owners = dict(devices.values_list("session_key", "user_id"))
    ended = Session.objects.filter(session_key__in=owners, expire_date__lte=clock.wall()).order_by("-expire_date")
    last = ended.values_list("session_key", flat=True).first()
    return owners[last] if last else None

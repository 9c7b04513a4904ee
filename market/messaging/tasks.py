"""The clock that tells people of messages that they have not read."""

from datetime import datetime, timedelta

from django.conf import settings

from market.core.clock import clock
from market.messaging.actions import tell_of_unread
from market.messaging.models import Telling
from market.messaging.queries import messages_after


def _ripe_at() -> datetime | None:
    seen = Telling.objects.values_list("message_id", flat=True).first() or 0
    first = messages_after(seen).values_list("created_at", flat=True).first()
    return first + timedelta(minutes=settings.LIFECYCLE.message_tell_minutes) if first else None


@clock(next_due=_ripe_at)
def tell_of_unread_messages() -> None:
    """By push and in the bell after a minute, by mail some minutes later, once for each talk until it is read."""
    tell_of_unread()

"""What talk adds to the frame of every page."""

from typing import Any

from django.http import HttpRequest

from market.core.panels import panel
from market.messaging.queries import unread_of


@panel("bar.messages", "messaging/count.html")
def unread_messages(*, request: HttpRequest) -> dict[str, Any] | None:
    """How many messages wait to be read; the socket keeps it up to date."""
    return {"count": unread_of(request.user)} if request.user.is_authenticated else None

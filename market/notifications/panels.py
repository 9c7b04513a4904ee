"""What news add to the frame of every page."""

from typing import Any

from django.http import HttpRequest

from market.core.panels import panel
from market.notifications.models import Notification


@panel("bar.notifications", "notifications/count.html")
def unread_notifications(*, request: HttpRequest) -> dict[str, Any] | None:
    """How much news waits to be read; the socket keeps it up to date."""
    if not request.user.is_authenticated:
        return None
    return {"count": Notification.objects.visible_to(request.user).unread().count()}

"""What notifications add to the frame of every page and to the settings."""

from typing import Any

from django.http import HttpRequest

from market.core.web.clients import is_fetched_ahead
from market.core.web.slots import slot_renderer
from market.notifications.inbox.actions import is_stopped
from market.notifications.inbox.reading_actions import read_about
from market.notifications.queries import unread_of


@slot_renderer("bar.notifications", "notifications/count.html")
def unread_notifications(*, request: HttpRequest) -> dict[str, Any] | None:
    """The unread count; the socket keeps it up to date. Notifications that lead to this page are read by it."""
    if not request.user.is_authenticated:
        return None
    count, here = unread_of(request.user, request.path.replace("\0", ""))  # PostgreSQL has no text with NUL
    is_looked_at = "Live-Refresh" not in request.headers and not is_fetched_ahead(request)
    is_opened = request.method == "GET" and is_looked_at and request.path != "/"
    if here and is_opened:
        count -= read_about(by=request.user, address=request.path)
    return {"count": count}


@slot_renderer("settings.aside", "notifications/settings_aside.html", order=10)
def way_to_news_settings(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """From the settings to the notification settings; it stands out while mail does not reach the user."""
    return {"is_stopped": request.user.is_authenticated and is_stopped(request.user.email)}

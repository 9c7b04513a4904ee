"""Marking notifications as read."""

from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.notifications.models import Notification
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.notifications.models import NotificationQuerySet


def _read(by: "User", unread: "NotificationQuerySet") -> int:
    count = unread.update(read_at=clock.now())
    if count:
        push_on_commit([by.pk], unread_frame(by))
    return count


@atomic
def read_notifications(*, by: "User", up_to: int) -> int:
    """Mark the user's notifications up to that id as read. Returns how many were unread."""
    return _read(by, Notification.objects.visible_to(by).unread().filter(pk__lte=up_to))


@atomic
def read_notification(*, by: "User", notification_id: int) -> Notification:
    """Mark one as read. Raises NotFound for another user's."""
    notification = fetch(Notification.objects.visible_to(by), notification_id)
    if _read(by, Notification.objects.visible_to(by).unread().filter(pk=notification.pk)):
        notification.refresh_from_db(fields=["read_at"])
    return notification


@atomic
def read_about(*, by: "User", address: str) -> int:
    """Mark those as read that lead to a page which the user has seen. Returns how many were unread."""
    return _read(by, Notification.objects.visible_to(by).unread().about(address))


@atomic
def settle_news_of(*, user: "User", about: "User") -> int:
    """A block keeps the two apart: what still waited about the other is neither mailed nor pushed.
    Returns how many that were."""
    return _read(user, Notification.objects.visible_to(user).unread().filter(about=about))


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame by which open pages learn how much is unread."""
    return {"type": "unread", "notifications": Notification.objects.visible_to(user).unread().count()}

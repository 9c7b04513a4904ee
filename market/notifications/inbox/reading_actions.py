"""Noting what she has read, wherever she read it."""

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
    """Note that she has read her news up to that id. Returns how many that were; again, it changes nothing."""
    return _read(by, Notification.objects.visible_to(by).unread().filter(pk__lte=up_to))


@atomic
def read_notification(*, by: "User", notification_id: int) -> Notification:
    """Note that she has read this one; again, it changes nothing. Raises NotFound where it is not hers."""
    told = fetch(Notification.objects.visible_to(by), notification_id)
    if _read(by, Notification.objects.visible_to(by).unread().filter(pk=told.pk)):
        told.refresh_from_db(fields=["read_at"])
    return told


@atomic
def read_about(*, by: "User", address: str) -> int:
    """Note that she has seen the page that some of her news lead to. Returns how many that were."""
    return _read(by, Notification.objects.visible_to(by).unread().about(address))


@atomic
def settle_news_of(*, user: "User", about: "User") -> int:
    """The two are kept apart from now on: news about the other wait for nothing any more, so none is mailed or pushed.
    Returns how many that were."""
    return _read(user, Notification.objects.visible_to(user).unread().filter(about=about))


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame by which open pages learn how much is unread."""
    return {"type": "unread", "notifications": Notification.objects.visible_to(user).unread().count()}

"""Telling people, and noting what they have read."""

from typing import TYPE_CHECKING, Any, Protocol

from django.utils import translation

from market.core import clock
from market.core.db import atomic
from market.core.facts import pack
from market.core.jobs import defer
from market.notifications.kinds import kind
from market.notifications.models import Notification
from market.notifications.serializers import NotificationSerializer
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User


class HasAddress(Protocol):
    """Something with a page."""

    def get_absolute_url(self) -> str:
        """The page's address."""


def notify(user: "User", code: str, /, *, on: HasAddress, **facts: object) -> Notification:
    """Tell `user` that `code` ("bid.withdrawn") happened, once: in-app, live and by mail, each after commit.

    `code` is registered in an app's notices.py (KeyError else, a slip of ours). `on` gives the address where she can
    act. `facts` fill the sentences: text, numbers, Money and instants as such; they are shown in her language.
    """
    kind(code)
    told = Notification.objects.create(
        user=user, kind=code, facts=pack(facts), url=on.get_absolute_url(), created_at=clock.now()
    )
    with translation.override(user.language):
        push_on_commit([user.pk], {"type": "notification", "notification": dict(NotificationSerializer(told).data)})
    defer("market.notifications.tasks.mail_notification", notification_id=told.pk)
    return told


def take_for_mail(*, notification_id: int) -> Notification | None:
    """The piece of news whose mail is to be sent, marked as mailed; None if it was before, or her account is closed.

    It is marked before the mail goes out: a crash between the two loses a mail rather than sending two.
    """
    waiting = Notification.objects.filter(pk=notification_id, mailed_at=None, user__is_active=True)
    if not waiting.update(mailed_at=clock.now()):
        return None
    return Notification.objects.select_related("user").get(pk=notification_id)


@atomic
def read_notifications(*, by: "User", up_to: int) -> int:
    """Note that she has read her news up to that id. Returns how many that were; again, it changes nothing."""
    unread = Notification.objects.visible_to(by).unread().filter(pk__lte=up_to)
    count = unread.update(read_at=clock.now())
    if count:
        push_on_commit([by.pk], unread_frame(by))
    return count


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame by which open pages learn how much is unread."""
    return {"type": "unread", "notifications": Notification.objects.visible_to(user).unread().count()}

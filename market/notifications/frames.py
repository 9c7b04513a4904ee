"""Notifications over the socket: an open page that shows what a notification is about has read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from market.core.base.errors import Invalid
from market.notifications.inbox.reading_actions import read_notification
from market.realtime.database import in_thread, rows
from market.realtime.frames import Frame, frame, on_gap

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

LARGEST = 2**62
UNREAD = """
SELECT user_id, count(*) FROM notifications_notification WHERE read_at IS NULL AND user_id = ANY (%s) GROUP BY user_id
"""


@frame("notification.seen")
async def seen(socket: "Socket", frame: Frame) -> None:
    """The page that this notification leads to is in view: mark it as read. Raises NotFound for another user's."""
    pk = frame.get("notification")
    if not isinstance(pk, int) or isinstance(pk, bool) or not 0 < pk < LARGEST:
        raise Invalid
    await in_thread(read_notification, by=socket.user, notification_id=pk)


@on_gap
async def count_anew(sockets: Sequence["Socket"], certain: bool) -> None:
    """Sockets may have missed notifications: send the unread count, where it is not the last one sent here."""
    counts = dict(await rows(UNREAD, [list({socket.user.pk for socket in sockets})]))
    for socket in sockets:
        count = counts.get(socket.user.pk, 0)
        if certain or socket.held.get("news") != count:
            socket.held["news"] = count
            socket.put({"type": "unread", "notifications": count})

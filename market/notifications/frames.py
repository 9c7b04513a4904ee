"""News over the socket: an open page that shows what a piece of news is about has read it."""

from typing import TYPE_CHECKING

from market.core.errors import Invalid
from market.notifications.actions import read_notification
from market.realtime.database import in_thread
from market.realtime.frames import Frame, frame

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

LARGEST = 2**62


@frame("notification.seen")
async def seen(socket: "Socket", frame: Frame) -> None:
    """Note that she has the page before her eyes that this piece of news leads to. Raises NotFound for another's."""
    pk = frame.get("notification")
    if not isinstance(pk, int) or isinstance(pk, bool) or not 0 < pk < LARGEST:
        raise Invalid
    await in_thread(read_notification, by=socket.user, notification_id=pk)

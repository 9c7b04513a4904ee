"""The deadline after which users are notified of unread messages."""

from market.core.base.clock import deadline
from market.messaging.actions import notify_of_unread
from market.messaging.queries import NOTIFICATION_CURSOR


@deadline(next_due=NOTIFICATION_CURSOR.next_due)
def tell_of_unread_messages() -> None:
    """In the bell and by push after a minute, by mail later; once for each conversation until it is read."""
    notify_of_unread()

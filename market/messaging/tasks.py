"""The clock that tells people of messages that they have not read."""

from market.core.base.clock import deadline
from market.messaging.actions import tell_of_unread
from market.messaging.queries import TO_TELL


@deadline(next_due=TO_TELL.next_due)
def tell_of_unread_messages() -> None:
    """By push and in the bell after a minute, by mail some minutes later, once for each talk until it is read."""
    tell_of_unread()

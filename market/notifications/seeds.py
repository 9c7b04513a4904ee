"""What set-up makes for notifications: the site's key for push services."""

from market.core.base.reference_data import loader
from market.notifications.channels.device_actions import push_key


@loader(order=90)
def load() -> None:
    """Make the key if there is none; it is kept for ever, since every device is bound to it."""
    push_key()

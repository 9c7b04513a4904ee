"""What is kept of a person here."""

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.notifications.models import AddressTrouble, NewsSettings, Notification, Subscription

keeps(Notification, of="user", gone=True)
keeps(NewsSettings, of="user", gone=True)
keeps(Subscription, of="user", gone=True, secret=["endpoint", "p256dh", "auth"])


@ending
def forget_troubles(user: User) -> None:
    """What mail servers said of her address."""
    AddressTrouble.objects.filter(address__iexact=user.email).delete()  # writes: erasing is an action's, it calls this

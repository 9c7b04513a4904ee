"""What is kept of a user here."""

from django.db.models import Q

from market.accounts.address.digests import among
from market.accounts.models import User
from market.accounts.privacy.registry import names_user, register
from market.notifications.models import AddressTrouble, NewsSettings, Notification, Subscription


def troubles(user: User) -> Q:
    """What mail servers said of the user's addresses."""
    return among(user, "address", AddressTrouble.objects.values_list("address", flat=True))


register(Notification, of="user", delete=True)
register(Notification, of=names_user("facts"), named=["facts"], in_export=False)
register(AddressTrouble, of=troubles, delete=True, in_export=False)
register(NewsSettings, of="user", delete=True)
register(Subscription, of="user", delete=True, secret=["endpoint", "p256dh", "auth"])

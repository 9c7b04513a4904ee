"""What is kept of a user here."""

from django.db.models import Q

from market.accounts.address.digests import among
from market.accounts.models import User
from market.accounts.personal import keeps, names_user
from market.notifications.models import AddressTrouble, NewsSettings, Notification, Subscription


def troubles(user: User) -> Q:
    """What mail servers said of the user's addresses."""
    return among(user, "address", AddressTrouble.objects.values_list("address", flat=True))


keeps(Notification, of="user", gone=True)
keeps(Notification, of=names_user("facts"), named=["facts"], in_copy=False)
keeps(AddressTrouble, of=troubles, gone=True, in_copy=False)
keeps(NewsSettings, of="user", gone=True)
keeps(Subscription, of="user", gone=True, secret=["endpoint", "p256dh", "auth"])

"""Telling people."""

from typing import TYPE_CHECKING

from django.db.models import Model

from market.core import clock
from market.notifications.models import Notification

if TYPE_CHECKING:
    from market.accounts.models import User


def notify(user: "User", kind: str, *, on: Model, **facts: object) -> Notification:
    """Tell `user` that `kind` happened, once, in-app (live) and by mail, each after commit.

    `kind` must be registered (`notifications.kinds.register_kind`, in an app's notices.py); `on` gives the address by
    its get_absolute_url(); `facts` fill the sentence: names and titles as they are, Money and instants as such, they
    are stored in a form that is shown in the reader's language.
    """
    return Notification.objects.create(
        user=user,
        kind=kind,
        facts={k: str(v) for k, v in facts.items()},
        url=on.get_absolute_url(),
        created_at=clock.now(),
    )  # type: ignore[attr-defined]

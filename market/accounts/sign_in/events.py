"""What users hear of sign-ins to their account."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class SignedInOnNewDevice(Event, code="account.new_device"):
    device: Mapping[str, str]  # by language
    at: datetime

    audited = None
    notification = NotificationType(
        subject=_("New sign-in: %(device)s"),
        body=_(
            "Somebody signed in to your account on a device that we did not know: %(device)s, %(at)s. If it was you, there is nothing to do. If it was not, open the link: it signs out every device and lets you choose a new password."
        ),
        label=_("Somebody signs in to your account on a new device"),
        group=ACCOUNT,
        action=_("It was not me"),
    )

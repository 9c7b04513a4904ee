"""What users hear of the Google account that opens theirs."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class GoogleConnected(Event, code="account.google_connected"):
    google: str

    audited = None
    notification = NotificationType(
        subject=_("You can sign in with Google now"),
        body=_(
            "The Google account %(google)s opens your account here. If it was not you who connected it, disconnect it in the"
            " settings and change your password."
        ),
        label=_("A Google account is connected with your account"),
        group=ACCOUNT,
        action=_("Google account"),
    )


class GoogleDisconnected(Event, code="account.google_disconnected"):
    google: str

    audited = None
    notification = NotificationType(
        subject=_("Your Google account is disconnected"),
        body=_(
            "The Google account %(google)s is disconnected from your account here. If it was not you who disconnected it,"
            " change your password."
        ),
        label=_("A Google account is disconnected from your account"),
        group=ACCOUNT,
        action=_("Google account"),
    )

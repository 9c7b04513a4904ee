"""What users hear of changes of their phone number."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class PhoneNumberAdded(Event, code="account.phone_added"):
    audited = None
    notification = NotificationType(
        subject=_("Your account has a phone number now"),
        body=_(
            "You can sign in with a code that we send to it. If it was not you who added it, remove it in the settings and change your password."
        ),
        label=_("A phone number is added to your account"),
        group=ACCOUNT,
        action=_("Phone number"),
    )


class PhoneNumberChanged(Event, code="account.phone_changed"):
    audited = None
    notification = NotificationType(
        subject=_("Your phone number is changed"),
        body=_(
            "From now on the codes to sign in go to the new number. If it was not you who changed it, remove it in the settings and change your password."
        ),
        label=_("Your phone number is changed"),
        group=ACCOUNT,
        action=_("Phone number"),
    )


class PhoneNumberRemoved(Event, code="account.phone_removed"):
    audited = None
    notification = NotificationType(
        subject=_("Your phone number is removed from your account"),
        body=_("Nobody can sign in with it any more. If it was not you who removed it, change your password."),
        label=_("Your phone number is removed from your account"),
        group=ACCOUNT,
        action=_("Phone number"),
    )

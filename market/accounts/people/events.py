"""What users hear of an end of their roles."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, STAFF, Event, NotificationType


class AccountRolesEnded(Event, code="account.roles_ended"):
    reason: str

    audited = None
    notification = NotificationType(
        subject=_("You do not work for the site any more"),
        body=_("Your roles were removed. The reason: %(reason)s What you had here before is yours as before."),
        label=_("Your roles at the site are removed"),
        group=ACCOUNT,
        action=_("Settings"),
        role=STAFF,
    )


class AccountRoleGranted(Event, code="account.role_granted"):
    role: str

    audited = ("role",)
    notification = NotificationType(
        subject=_("You work for the site from now on"),
        body=_(
            "Two operators gave you a role. Sign in again, with a second factor, and you find its pages on your home page. Your account does not trade as long as you have it."
        ),
        label=_("You got a role for the site"),
        group=ACCOUNT,
        action=_("Settings"),
        role=STAFF,
    )

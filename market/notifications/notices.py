"""News of the account: its app stands below this one, so it sends a signal and the sentences stand here."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from market.core.base.signals import account_notification
from market.notifications.inbox.actions import notify
from market.notifications.inbox.types import STAFF, register_kind

if TYPE_CHECKING:
    from market.accounts.models import User

register_kind(
    "account.new_device",
    subject=_("New sign-in: %(device)s"),
    body=_(
        "Somebody signed in to your account on a device that we did not know: %(device)s, %(at)s. If it was you, there is nothing to do. If it was not, open the link: it signs out every device and lets you choose a new password."
    ),
    action=_("It was not me"),
    about=_("Your account is opened on a new device"),
)
register_kind(
    "account.address_changed",
    subject=_("Your e-mail address is changed"),
    body=_("From now on you sign in with the new address, and our mails go there."),
    action=_("Settings"),
    about=_("Your e-mail address is changed"),
)
register_kind(
    "account.token_made",
    subject=_("A new API token: %(name)s"),
    body=_(
        "A token was made with which a program can act for you. If it was not you, take it away and change your password."
    ),
    action=_("See your tokens"),
    about=_("A token for a program is made"),
)
register_kind(
    "account.program_signed_in",
    subject=_("A program signed in with your password: %(program)s"),
    body=_(
        "Since %(at)s a program can act for you in everything. If it was not you, take its token away and change your password: that ends every other sign-in too."
    ),
    action=_("See devices and programs"),
    about=_("A program signs in with your password"),
)
register_kind(
    "account.export_ready",
    subject=_("The copy of your data is ready"),
    body=_("You can take it until %(until)s. It is for you alone."),
    action=_("Take it"),
    about=_("The copy of your data is ready"),
)
register_kind(
    "account.roles_ended",
    subject=_("You do not work for the site any more"),
    body=_("Your roles were taken away. The reason: %(reason)s What you had here before is yours as before."),
    action=_("Settings"),
    about=_("Your roles at the site are taken away"),
    role=STAFF,
)
register_kind(
    "mail.stopped",
    subject=_("Our mail does not reach you at %(address)s"),
    body=_(
        "Your mail server does not take it. Correct your address, or tell us that it works again. Until then you see news only here."
    ),
    action=_("See how you are told"),
    about=_("Mail does not reach you"),
)
register_kind(
    "mail.complained",
    subject=_("We stopped our mail to %(address)s"),
    body=_(
        "It was marked as spam there. If that was a mistake, tell us that mail may come again. Until then you see news only here."
    ),
    action=_("See how you are told"),
    about=_("Mail was marked as spam"),
)
register_kind(
    "emergency.taken",
    subject=_("%(who)s has taken a role in an emergency: %(role)s"),
    body=_("It lasts until %(until)s. The reason: %(reason)s What is done with it stands on the page."),
    action=_("See what is done"),
    about=_("A colleague takes a role in an emergency"),
    role="lead",
)
register_kind(
    "emergency.ended",
    subject=_("The role that %(who)s took in an emergency is over: %(role)s"),
    body=_("A lead looks at what was done, and says whether it was right."),
    action=_("Look at it"),
    about=_("A role taken in an emergency is over"),
    role="lead",
)
register_kind(
    "emergency.closed",
    subject=_("%(who)s has looked at what you did in an emergency"),
    body=_("You had taken a role: %(role)s. %(who)s says: %(word)s"),
    action=_("Read it"),
    about=_("A lead has looked at what you did in an emergency"),
    role=STAFF,
)


class Address:
    """A page as the place of a piece of news."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get_absolute_url(self) -> str:
        """The page."""
        return self.url


@receiver(account_notification)
def tell(*, user: "User", code: str, url: str, facts: dict[str, Any], **_more: Any) -> None:
    """Tell her, in the same transaction."""
    notify(user, code, on=Address(url), **facts)

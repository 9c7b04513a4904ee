"""What users hear of a change of their e-mail address."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class AccountAddressChanged(Event, code="account.address_changed"):
    audited = None
    notification = NotificationType(
        subject=_("Your e-mail address is changed"),
        body=_("From now on you sign in with the new address, and our mails go there."),
        label=_("Your e-mail address is changed"),
        group=ACCOUNT,
        action=_("Settings"),
    )

"""News about webhooks."""

from django.utils.translation import gettext_lazy as _

from market.notifications.inbox.types import register_kind

register_kind(
    "account.webhook_off",
    subject=_("A webhook was turned off"),
    body=_(
        "%(url)s did not take our news for days, so nothing is sent there any more. Look at its log; turn it on again when it works."
    ),
    action=_("See the log"),
    about=_("A webhook fails for days and is turned off"),
)

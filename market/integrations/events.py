"""What users hear of their webhooks."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class EndpointTurnedOff(Event, code="account.webhook_off"):
    url: str

    audited = None
    notification = NotificationType(
        subject=_("A webhook was turned off"),
        body=_(
            "%(url)s did not take our events for days, so nothing is sent there any more. Look at its log; turn it on again when it works."
        ),
        label=_("A webhook fails for days and is turned off"),
        group=ACCOUNT,
        action=_("See the log"),
    )

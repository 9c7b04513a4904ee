"""What is told of a bank that looks at a payment of which nothing is held any more: there is nothing to stand still."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line
from market.notifications.telling.types import MONEY, register_kind

SEE = _("See the milestone")
BANK = _("A client's bank looks at a payment")

register_kind(
    "chargeback.opened_released",
    subject=_("The client's bank looks at the payment for “%(title)s”"),
    body=_(
        "The bank was asked to give %(amount)s back, and checks that; it can take weeks. Nothing of it is held any "
        "more: it was released or has gone back. We tell the bank what was agreed and delivered. Whoever has anything "
        "that shows it, please keep it and write it into the talk. If it was asked by mistake, the client can tell the "
        "bank so."
    ),
    action=SEE,
    about=BANK,
    group=MONEY,
)
register_kind(
    "chargeback.lost_released",
    subject=_("The bank paid the client back for “%(title)s”"),
    body=_(
        "The bank took %(amount)s. Nothing of it was held any more: what had been released and can still be called "
        "back goes with it. The log of the contract shows every step."
    ),
    action=SEE,
    about=BANK,
    group=MONEY,
)
register_line("chargeback.opened_released", _("The client's bank looks at the payment of %(amount)s for “%(title)s”."))
register_line("chargeback.lost_released", _("The bank took %(amount)s for “%(title)s” back to the client."))

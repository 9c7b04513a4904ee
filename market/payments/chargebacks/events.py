"""A client's bank that looks at a payment, and what it decides."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.contracts.workroom.events import ContractEvent, milestone_webhook
from market.core.base.events import MONEY, Event, NotificationType

BANK = _("A client's bank looks at a payment")
bank_notification = partial(NotificationType, group=MONEY, action=_("See the milestone"), label=BANK)

OPENED = milestone_webhook("chargeback.opened", BANK)
WON = milestone_webhook("chargeback.won", _("A bank leaves a payment as it is"))
LOST = milestone_webhook("chargeback.lost", _("A bank pays a client back"))


class ChargebackEvent(ContractEvent):
    """The bank asks for `amount`; `held` of the milestone stands still, or was taken."""

    amount: Money
    held: Money | None = None


class ChargebackOpened(ChargebackEvent, code="chargeback.opened"):
    notification = bank_notification(
        subject=_("The client's bank looks at the payment for “%(title)s”"),
        body=_(
            "The bank was asked to give %(amount)s back. %(held)s that is held is frozen until the bank has decided; that can take weeks. We tell the bank what was agreed and delivered. Whoever has anything that shows it, please keep it and write it into the talk. If it was asked by mistake, the client can tell the bank so."
        ),
    )
    system_message = _("The client's bank looks at the payment for “%(title)s”: %(held)s is frozen.")
    webhook = OPENED


class ChargebackOpenedReleased(ChargebackEvent, code="chargeback.opened_released"):
    notification = bank_notification(
        subject=_("The client's bank looks at the payment for “%(title)s”"),
        body=_(
            "The bank was asked to give %(amount)s back, and checks that; it can take weeks. Nothing of it is held any more: it was released or refunded. We tell the bank what was agreed and delivered. Whoever has anything that shows it, please keep it and write it into the talk. If it was asked by mistake, the client can tell the bank so."
        ),
    )
    system_message = _("The client's bank looks at the payment of %(amount)s for “%(title)s”.")
    webhook = OPENED


class ChargebackWon(ChargebackEvent, code="chargeback.won"):
    notification = bank_notification(
        subject=_("The bank leaves the payment for “%(title)s” as it is"),
        body=_("%(amount)s is here again. What was held goes on where it was frozen, and so do its deadlines."),
    )
    system_message = _("The bank leaves the payment for “%(title)s” as it is: %(amount)s is here again.")
    webhook = WON


class ChargebackLost(ChargebackEvent, code="chargeback.lost"):
    notification = bank_notification(
        subject=_("The bank paid the client back for “%(title)s”"),
        body=_(
            "The bank took %(amount)s: %(held)s of it from what was held. The rest, if there is one, comes from what was released. The log of the contract shows every step."
        ),
    )
    system_message = _("The bank took %(amount)s for “%(title)s” back to the client.")
    webhook = LOST


class ChargebackLostReleased(ChargebackEvent, code="chargeback.lost_released"):
    notification = bank_notification(
        subject=_("The bank paid the client back for “%(title)s”"),
        body=_(
            "The bank took %(amount)s. Nothing of it was held any more: what had been released and can still be called back goes with it. The log of the contract shows every step."
        ),
    )
    system_message = _("The bank took %(amount)s for “%(title)s” back to the client.")
    webhook = LOST


class ChargebackCalledBack(ChargebackEvent, code="chargeback.called_back"):
    system_message = _("%(amount)s of “%(title)s” was called back from the freelancer's account.")


class ChargebackStillToAnswer(Event, code="chargeback.still_to_answer"):
    amount: Money
    title: str
    due: datetime

    audited = None
    notification = bank_notification(
        subject=_("A bank still waits for an answer: %(amount)s for “%(title)s”"),
        body=_("Nobody has answered yet. After %(due)s it is too late, and the payment is lost."),
        action=_("Answer the bank"),
    )


class ChargebackToAnswer(Event, code="chargeback.to_answer"):
    amount: Money
    title: str
    due: datetime

    audited = None
    notification = bank_notification(
        subject=_("A chargeback waits for an answer: %(amount)s for “%(title)s”"),
        body=_("Tell the bank by %(due)s what was agreed and delivered. Without an answer it is lost."),
        action=_("Answer the bank"),
    )


class ChargebackOwed(Event, code="chargeback.owed"):
    amount: Money
    title: str
    reason: str

    audited = ("amount", "reason")
    notification = bank_notification(
        subject=_("%(amount)s for “%(title)s” could not be called back from your account"),
        body=_(
            "The client's bank took this payment back after it had been paid out to you. It stands on your money page as what you owe. What you earn next in this currency pays it; what you can have paid out already stays yours. If you did the work, write to us: we can take it over as our loss."
        ),
        action=_("See your money"),
    )


class ChargebackForgiven(Event, code="chargeback.forgiven"):
    amount: Money
    title: str
    reason: str

    audited = ("amount", "reason")
    notification = bank_notification(
        subject=_("You no longer owe %(amount)s for “%(title)s”"),
        body=_("The client's bank had taken the payment back. We carry the loss; nothing is asked of you any more."),
        action=_("See your money"),
    )

"""A client's payment for milestones."""

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.contracts.workroom.events import ContractEvent, milestone_webhook
from market.core.base.events import Event
from market.payments.releases.events import money_notification


class MilestoneFunded(ContractEvent, code="milestone.funded"):
    amount: Money

    notification = money_notification(
        subject=_("%(actor)s funded “%(title)s”: you can start"),
        body=_(
            "%(amount)s is held for you. It is released when your work is approved, or by silence after you deliver."
        ),
        label=_("A milestone of yours is funded"),
    )
    system_message = _("%(actor)s funded “%(title)s”: %(amount)s is held.")
    webhook = milestone_webhook("milestone.funded", _("A milestone is funded"))


class ContractFunded(ContractEvent, code="contract.funded"):
    count: int
    amount: Money

    notification = money_notification(
        subject=_("%(actor)s funded %(count)s milestones of “%(title)s”: you can start"),
        body=_("%(amount)s is held for you, milestone by milestone. Each is released when its work is approved."),
        label=_("A milestone of yours is funded"),
        action=_("Open the workroom"),
    )
    system_message = _("%(actor)s funded %(count)s milestones of “%(title)s” at once: %(amount)s is held.")


class MilestoneLapsed(ContractEvent, code="milestone.lapsed"):
    notification = money_notification(
        subject=_("“%(title)s” was not funded in time"),
        body=_("The milestone has lapsed. Nothing was charged, and no work is owed for it."),
        label=_("A payment comes too late, or not at all"),
    )
    system_message = _("“%(title)s” was not funded in time and has lapsed.")
    webhook = milestone_webhook("milestone.lapsed", _("A milestone lapses without money"))


class FundingSuspect(Event, code="funding.suspect"):
    title: str
    charge: Money

    notification = money_notification(
        subject=_("The payment service looks at your payment for “%(title)s” first"),
        body=_(
            "You paid %(charge)s. Before it is held for the freelancer the payment service makes sure that the payment is yours: that can take a day, and it may ask you. If it refuses, the money goes back to you."
        ),
        label=_("A payment of yours is looked at first"),
    )


class Receipt(Event):
    """For the client: the `charge` arrived; `amount` of it is held, `fee` is the site's."""

    title: str
    amount: Money
    fee: Money
    charge: Money

    audited = None


class FundingReceipt(Receipt, code="funding.receipt"):
    notification = money_notification(
        subject=_("Your payment for “%(title)s” arrived"),
        body=_(
            "You paid %(charge)s: %(amount)s is held for the freelancer, %(fee)s is our fee. The money is held, not paid, until you approve the work."
        ),
        label=_("Your payment arrived"),
    )


class BonusReceipt(Receipt, code="bonus.receipt"):
    notification = money_notification(
        subject=_("Your thanks for “%(title)s” arrived"),
        body=_("You paid %(charge)s: %(amount)s is released to the freelancer, %(fee)s is our fee."),
        label=_("Your payment arrived"),
        action=_("Open the workroom"),
    )


class FundingReceipts(Receipt, code="funding.receipts"):
    count: int

    notification = money_notification(
        subject=_("Your payment for %(count)s milestones of “%(title)s” arrived"),
        body=_(
            "You paid %(charge)s: %(amount)s is held for the freelancer, %(fee)s is our fee. The money of each milestone is held, not paid, until you approve its work."
        ),
        label=_("Your payment arrived"),
        action=_("Open the workroom"),
    )

"""Money given back after its release."""

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.contracts.workroom.events import ContractEvent, MilestonePartEvent, milestone_webhook
from market.core.base.events import Event
from market.core.base.payloads import Written
from market.payments.releases.events import money_notification

GIVEN_BACK = milestone_webhook("milestone.given_back", _("Released money is given back"))


class ReleaseGivenBack(ContractEvent, code="release.given_back"):
    """The freelancer gives `amount` back; `now` of it is on its way to the client with the `fee`."""

    amount: Money
    now: Money
    fee: Money
    reason: Written

    notification = money_notification(
        subject=_("%(actor)s gives %(amount)s of “%(title)s” back to you"),
        body=_(
            "“%(reason)s” On its way to you now: %(now)s, and our fee of %(fee)s. What had been paid out already follows as soon as it is here."
        ),
        label=_("A freelancer gives released money back"),
    )
    system_message = _("%(actor)s gave %(amount)s of “%(title)s” back: “%(reason)s”")
    webhook = GIVEN_BACK


class GivenBackMoreSent(MilestonePartEvent, code="give_back.more_sent"):
    """`amount` of what was given back is on its way to the client, with the `fee`."""

    client: User
    amount: Money
    fee: Money

    notification = money_notification(
        subject=_("%(amount)s of what was given back for “%(title)s” is on its way to you"),
        body=_("Our fee of %(fee)s goes back with it. Banks take some days to show it."),
        label=_("A freelancer gives released money back"),
    )
    system_message = _("%(amount)s of what was given back for “%(title)s” is on its way to %(client)s.")


class GivenBackOwed(Event, code="give_back.owed"):
    title: str
    amount: Money
    reason: str

    audited = ("amount", "reason")
    notification = money_notification(
        subject=_("%(amount)s that you give back for “%(title)s” comes from what you earn next"),
        body=_(
            "It had been paid out to you and could not be called back. As you agreed, what you earn next in this currency goes to the client until it is paid. Your money page shows what is left."
        ),
        label=_("What you earn pays what you owe"),
        action=_("See your money"),
    )

"""Money that goes back to the client, and the warnings before it does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.contracts.workroom.events import ContractEvent, MilestonePartEvent, milestone_webhook
from market.core.base.events import Event
from market.payments.models import Refund
from market.payments.releases.events import money_notification


class MilestoneRefunded(ContractEvent):
    """What was held, `amount`, goes back to the client, and the `fee` with it."""

    amount: Money
    fee: Money

    webhook = milestone_webhook("milestone.refunded", _("Money of a milestone goes back"))


class MilestoneRefundedAgreed(MilestoneRefunded, code="milestone.refunded_agreed"):
    notification = money_notification(
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=_("The freelancer agreed. The fee of %(fee)s goes back too. Banks take some days to show it."),
        label=_("Held money goes back"),
    )
    system_message = _("%(actor)s agreed: %(amount)s of “%(title)s” goes back to the client.")


class MilestoneRefundedGiven(MilestoneRefunded, code="milestone.refunded_given"):
    notification = money_notification(
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=_("The freelancer gave it back. The fee of %(fee)s goes back too. Banks take some days to show it."),
        label=_("Held money goes back"),
    )
    system_message = _("%(actor)s gave %(amount)s of “%(title)s” back to the client.")


class MilestoneRefundedIdle(MilestoneRefunded, code="milestone.refunded_idle"):
    notification = money_notification(
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=_("Nothing had happened for too long. The fee of %(fee)s goes back too. Banks take some days to show it."),
        label=_("Held money goes back"),
    )
    system_message = _("Nothing happened: %(amount)s of “%(title)s” goes back to the client.")


class MilestoneRefundedCancelled(MilestoneRefunded, code="milestone.refunded_cancelled"):
    notification = money_notification(
        subject=_("“%(title)s” is cancelled: %(amount)s goes back to the client"),
        body=_(
            "It was late, and the notice to cancel has ended without a delivery. The fee of %(fee)s goes back too. Banks take some days to show it."
        ),
        label=_("Held money goes back"),
    )
    system_message = _("“%(title)s” was late and is cancelled: %(amount)s goes back to the client.")


class MilestoneRefundedLastDay(MilestoneRefunded, code="milestone.refunded_last_day"):
    notification = money_notification(
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=_("Money cannot be held any longer. The fee of %(fee)s goes back too. Banks take some days to show it."),
        label=_("Held money goes back"),
    )
    system_message = _("Last day of holding: %(amount)s of “%(title)s” goes back to the client.")


class MilestoneRefundedEnded(MilestoneRefunded, code="milestone.refunded_ended"):
    notification = money_notification(
        subject=_("%(amount)s of “%(title)s” goes back to the client"),
        body=_(
            "Both agreed on it when the contract ended early. The fee of %(fee)s goes back too. Banks take some days."
        ),
        label=_("Held money goes back"),
    )
    system_message = _("As agreed at the end: %(amount)s of “%(title)s” goes back to the client.")


class MilestoneRefundedDispute(MilestoneRefunded, code="milestone.refunded_dispute"):
    system_message = _("At the end of the dispute: %(amount)s of “%(title)s” goes back to the client.")


REFUNDED: dict[str, type[MilestoneRefunded]] = {
    Refund.Reason.AGREED: MilestoneRefundedAgreed,
    Refund.Reason.GIVEN: MilestoneRefundedGiven,
    Refund.Reason.IDLE: MilestoneRefundedIdle,
    Refund.Reason.CANCELLED: MilestoneRefundedCancelled,
    Refund.Reason.LAST_DAY: MilestoneRefundedLastDay,
    Refund.Reason.ENDED: MilestoneRefundedEnded,
    Refund.Reason.DISPUTE: MilestoneRefundedDispute,
}


class MilestoneIdle(ContractEvent, code="milestone.idle"):
    amount: Money
    due: datetime

    notification = money_notification(
        subject=_("Nothing has happened with “%(title)s” for a long time"),
        body=_("%(amount)s is held. If no work is delivered by %(due)s, it goes back to the client."),
        label=_("Held money waits for too long"),
    )
    system_message = _("Nothing has happened with “%(title)s”: on %(due)s its %(amount)s goes back.")


class MilestoneLastDayNear(ContractEvent, code="milestone.last_day_near"):
    amount: Money
    due: datetime

    notification = money_notification(
        subject=_("%(amount)s for “%(title)s” cannot be held much longer"),
        body=_("On %(due)s delivered work is released to the freelancer; otherwise the money goes back to the client."),
        label=_("Held money waits for too long"),
    )
    system_message = _("%(amount)s for “%(title)s” is held until %(due)s at most.")


class RefundEvent(MilestonePartEvent):
    """Of a refund on its way to the `client`."""

    client: User
    amount: Money


class RefundSent(RefundEvent, code="refund.sent"):
    failure: str  # of an earlier try

    audited = ("failure",)
    notification = money_notification(
        subject=_("%(amount)s was sent back to you"),
        body=_("It is the refund for “%(title)s”. Your bank shows it within some days."),
        label=_("A refund is sent to you, or cannot be sent"),
    )
    system_message = _("%(amount)s for “%(title)s” was sent back to %(client)s.")


class RefundFailed(RefundEvent, code="refund.failed"):
    failure: str

    audited = ("failure",)
    notification = money_notification(
        subject=_("%(amount)s could not be sent back"),
        body=_(
            "Your card or bank refused the refund for “%(title)s”. The money is yours: your money page says where to write so that it is sent another way."
        ),
        label=_("A refund is sent to you, or cannot be sent"),
    )
    system_message = _("%(amount)s for “%(title)s” could not be sent back to %(client)s.")


class RefundDestinationSet(RefundEvent, code="refund.destination_set"):
    audited = ()
    notification = money_notification(
        subject=_("%(amount)s goes to you another way"),
        body=_(
            "It is the refund for “%(title)s” that your card or bank had refused. Two of us have agreed to the destination that you gave us, which your money page shows. If it is not yours, write to us at once."
        ),
        label=_("A refund is sent to you, or cannot be sent"),
        action=_("See your money"),
    )


class RefundRepaid(RefundEvent, code="refund.repaid"):
    reference: str
    note: str  # for the books alone

    audited = ("reference", "note")
    notification = money_notification(
        subject=_("%(amount)s was sent to you another way"),
        body=_(
            "It is the refund for “%(title)s” that your card or bank had refused. The reference of the transfer: %(reference)s. If it does not arrive within some days, write to us."
        ),
        label=_("A refund is sent to you, or cannot be sent"),
        action=_("See your money"),
    )
    system_message = _("%(amount)s for “%(title)s” was sent to %(client)s another way.")


class FundingLate(Event, code="funding.late"):
    title: str
    charge: Money

    notification = money_notification(
        subject=_("Your payment for “%(title)s” came too late"),
        body=_("The milestone waited for no money any more, so the whole %(charge)s is on its way back to you."),
        label=_("A payment comes too late, or not at all"),
    )

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:
        """What was charged, under its name in the audit log."""
        return {"amount": self.charge}


class FundingSurplus(FundingLate, code="funding.surplus"):
    """What was paid a second time, or in another amount than was asked for."""

    notification = money_notification(
        subject=_("%(charge)s that you paid for “%(title)s” goes back to you"),
        body=_(
            "It came a second time, or it was not the amount that was asked for. All of it is on its way back to you."
        ),
        label=_("A payment comes twice, or in another amount"),
    )

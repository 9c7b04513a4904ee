"""Money of a milestone that is released, and what becomes of each released part."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.contracts.workroom.events import ContractEvent, MilestonePartEvent, milestone_webhook
from market.core.base.events import MONEY, NotificationType, Webhook
from market.core.base.payloads import Written
from market.payments.models import Release

money_notification = partial(NotificationType, group=MONEY, action=_("See the milestone"))


def release_facts(release: Release) -> dict[str, Any]:
    """Which release of which milestone, and how it stands, for programs."""
    return {"release": release.pk, "state": release.state, "milestone": release.milestone_id}


class MilestoneReleased(ContractEvent):
    """`amount` is released, and clears until `due`; the `rest` stays held."""

    amount: Money
    due: datetime
    rest: Money

    webhook = milestone_webhook("milestone.released", _("Money of a milestone is released"))


class MilestoneReleasedApproved(MilestoneReleased, code="milestone.released_approved"):
    notification = money_notification(
        subject=_("%(actor)s released %(amount)s for “%(title)s”"),
        body=_("The money clears until %(due)s. Then you can have it paid out."),
        label=_("Money is released to you"),
        action=_("See your money"),
    )
    system_message = _("%(actor)s approved “%(title)s”: %(amount)s is released.")


class MilestoneReleasedSilence(MilestoneReleased, code="milestone.released_silence"):
    notification = money_notification(
        subject=_("%(amount)s was released for “%(title)s”"),
        body=_("Nobody requested changes in time, so the work counts as approved. The money clears until %(due)s."),
        label=_("Money is released to you"),
    )
    system_message = _("“%(title)s” was approved by silence: %(amount)s is released.")


class MilestoneReleasedLastDay(MilestoneReleased, code="milestone.released_last_day"):
    notification = money_notification(
        subject=_("%(amount)s was released for “%(title)s”"),
        body=_(
            "It was the last day on which money can be held, and work was delivered. The money clears until %(due)s."
        ),
        label=_("Money is released to you"),
    )
    system_message = _("Last day of holding for “%(title)s”: %(amount)s is released.")


class MilestoneReleasedEnded(MilestoneReleased, code="milestone.released_ended"):
    notification = money_notification(
        subject=_("%(amount)s was released for “%(title)s”"),
        body=_("Both agreed on it when the contract ended early. The money clears until %(due)s."),
        label=_("Money is released to you"),
        action=_("See your money"),
    )
    system_message = _("As agreed at the end: %(amount)s of “%(title)s” is released.")


class MilestoneReleasedDispute(MilestoneReleased, code="milestone.released_dispute"):
    system_message = _("At the end of the dispute: %(amount)s of “%(title)s” is released.")


class MilestonePartReleased(MilestoneReleased, code="milestone.part_released"):
    notification = money_notification(
        subject=_("%(actor)s released %(amount)s of “%(title)s”"),
        body=_("The part clears until %(due)s. The other %(rest)s stays held."),
        label=_("Money is released to you"),
        action=_("See your money"),
    )
    system_message = _("%(actor)s released %(amount)s of “%(title)s”; %(rest)s stays held.")


class BonusReleased(MilestoneReleased, code="bonus.released"):
    note: Written

    notification = money_notification(
        subject=_("%(actor)s thanks you with %(amount)s for “%(title)s”"),
        body=_("“%(note)s” The money clears until %(due)s. Then you can have it paid out."),
        label=_("A client gives you a bonus"),
        action=_("See your money"),
    )
    system_message = _("%(actor)s said thank you with %(amount)s: “%(note)s”")
    webhook = milestone_webhook("bonus.released", _("A client gives a bonus"))


RELEASED: dict[str, type[MilestoneReleased]] = {
    Release.Reason.APPROVED: MilestoneReleasedApproved,
    Release.Reason.SILENCE: MilestoneReleasedSilence,
    Release.Reason.LAST_DAY: MilestoneReleasedLastDay,
    Release.Reason.PART: MilestonePartReleased,
    Release.Reason.ENDED: MilestoneReleasedEnded,
    Release.Reason.DISPUTE: MilestoneReleasedDispute,
    Release.Reason.BONUS: BonusReleased,
}


class ReleaseCleared(MilestonePartEvent, code="release.cleared"):
    amount: Money

    system_message = _("%(amount)s of “%(title)s” has cleared and can be paid out.")
    webhook = Webhook("release.cleared", _("Released money has cleared"), lambda it: [it.freelancer], release_facts)


class ReleasePayoutRequested(MilestonePartEvent, code="release.payout_requested"):
    amount: Money

    system_message = _("%(actor)s had %(amount)s of “%(title)s” paid out.")


class ReleasePaidOut(MilestonePartEvent, code="release.paid_out"):
    amount: Money

    system_message = _("%(amount)s of “%(title)s” has arrived at the bank.")


class ReleasePayoutFailed(MilestonePartEvent, code="release.payout_failed"):
    amount: Money
    reason: Mapping[str, str]  # by language

    system_message = _("%(amount)s of “%(title)s” could not be paid out. The reason given: %(reason)s")


class ReleasePayable(MilestonePartEvent, code="release.payable"):
    amount: Money

    audited = None
    notification = money_notification(
        subject=_("%(amount)s can be paid out"),
        body=_("The clearing days for “%(title)s” are over."),
        label=_("Your money can be paid out"),
        action=_("See your money"),
    )

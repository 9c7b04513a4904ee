"""What happens in a dispute of a milestone, until it is closed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import MONEY
from market.core.base.money import Money
from market.disputes.events import (
    ANSWERED,
    CLOSED,
    DisputeEvent,
    Division,
    decision_notification,
    dispute_notification,
    dispute_webhook,
)
from market.disputes.models import Dispute

OPENED = dispute_webhook("dispute.opened", _("A dispute is opened"))
REASONS = _(
    "%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s"
)
SHARES = _("%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.")


class DisputeOpened(DisputeEvent, code="dispute.opened"):
    claim: Money
    amount: Money
    due: datetime

    notification = dispute_notification(
        subject=_("%(actor)s opened a dispute of “%(title)s”"),
        body=_(
            "%(claim)s of the held %(amount)s is claimed. Answer by %(due)s: without an answer it is done as claimed. The money is frozen until then; other milestones go on."
        ),
        label=_("A dispute is opened"),
        group=MONEY,
    )
    system_message = _("%(actor)s opened a dispute of “%(title)s”: %(claim)s is claimed. To be answered by %(due)s.")
    webhook = OPENED


class DisputeOpenedUndelivered(DisputeEvent, code="dispute.opened_undelivered"):
    """By a freelancer who has delivered nothing."""

    claim: Money
    amount: Money
    due: datetime

    notification = dispute_notification(
        subject=_("%(actor)s opened a dispute of “%(title)s”"),
        body=_(
            "%(claim)s of the held %(amount)s is claimed, and nothing was delivered. Answer by %(due)s: without an answer the held money goes back to you. It is frozen until then; other milestones go on."
        ),
        label=_("A dispute is opened"),
        group=MONEY,
    )
    system_message = _("%(actor)s opened a dispute of “%(title)s”: %(claim)s is claimed. To be answered by %(due)s.")
    webhook = OPENED


class DisputeAnswered(DisputeEvent, code="dispute.answered"):
    due: datetime

    notification = dispute_notification(
        subject=_("%(actor)s answered in the dispute of “%(title)s”"),
        body=_("Read the answer. Until %(due)s both of you can settle by an offer; after that a moderator decides."),
        label=_("The other side answers in a dispute"),
    )
    system_message = _("%(actor)s answered in the dispute of “%(title)s”.")
    webhook = ANSWERED


class DisputeAnsweredSmall(DisputeEvent, code="dispute.answered_small"):
    notification = dispute_notification(
        subject=_("%(actor)s answered in the dispute of “%(title)s”"),
        body=_("It is a small claim: a moderator now decides on what is written there. You can still settle."),
        label=_("The other side answers in a dispute"),
    )
    system_message = _("%(actor)s answered in the dispute of “%(title)s”. A moderator decides now.")
    webhook = ANSWERED


class DisputeStatementAdded(DisputeEvent, code="dispute.more_said"):
    notification = dispute_notification(
        subject=_("%(actor)s added something to the dispute of “%(title)s”"),
        body=_("A statement, maybe with new evidence, stands there. You can answer it."),
        label=_("Something is added to a dispute"),
    )
    system_message = _("%(actor)s added something to the dispute of “%(title)s”.")


class DisputeOfferDeclined(DisputeEvent, code="dispute.offer_declined"):
    to_freelancer: Money

    notification = dispute_notification(
        subject=_("%(actor)s declined your offer in the dispute of “%(title)s”"),
        body=_("You had offered %(to_freelancer)s for the freelancer. You can make another offer at any time."),
        label=_("An offer to settle is declined, or was not answered"),
    )
    system_message = _("%(actor)s declined the offer of %(to_freelancer)s for the freelancer.")


class DisputeOfferExpired(DisputeEvent, code="dispute.offer_expired"):
    to_freelancer: Money

    notification = dispute_notification(
        subject=_("An offer in the dispute of “%(title)s” was not answered"),
        body=_("The offer of %(to_freelancer)s for the freelancer stands no more. Either side can make a new one."),
        label=_("An offer to settle is declined, or was not answered"),
    )
    system_message = _("The offer of %(to_freelancer)s for the freelancer was not answered.")


class DisputeWithdrawn(DisputeEvent, code="dispute.withdrawn"):
    notification = dispute_notification(
        subject=_("%(actor)s withdrew the dispute of “%(title)s”"),
        body=_("The milestone goes on where it was, and its deadline with it."),
        label=_("A dispute is withdrawn"),
    )
    system_message = _("%(actor)s withdrew the dispute of “%(title)s”: it goes on where it was.")
    webhook = CLOSED


class DisputeEndedByBank(DisputeEvent, code="dispute.bank"):
    notification = dispute_notification(
        subject=_("The dispute of “%(title)s” is over: the client's bank took its money"),
        body=_(
            "The bank has decided, and what it took cannot be shared out here. What is left of it goes on as before."
        ),
        label=_("A dispute ends because a bank took the money"),
        group=MONEY,
    )
    system_message = _("The dispute of “%(title)s” is over: the client's bank took its money, or a part of it.")
    webhook = CLOSED


class DisputeTrainerJoined(DisputeEvent, code="dispute.trainer_joined"):
    trainer: User

    notification = dispute_notification(
        subject=_("%(trainer)s stands by %(actor)s in the dispute of “%(title)s”"),
        body=_(
            "She is the trainer of the freelancer's batch. She can read the dispute and say something; you see it too."
        ),
        label=_("A trainer stands by the freelancer in a dispute"),
    )
    system_message = _("%(trainer)s joined the dispute of “%(title)s” to stand by %(actor)s, as the trainer.")


class DisputeOffered(Division, code="dispute.offered"):
    notification = dispute_notification(
        subject=_("%(actor)s offers to settle the dispute of “%(title)s”"),
        body=_(
            "%(to_freelancer)s for the freelancer, %(to_client)s back to the client. Accept it, decline it or make an offer of your own. It stands until %(due)s."
        ),
        label=_("The other side offers to settle a dispute"),
    )
    system_message = _(
        "%(actor)s offered to settle “%(title)s”: %(to_freelancer)s for the freelancer, %(to_client)s back."
    )
    webhook = dispute_webhook("dispute.offered", _("One side offers to settle a dispute"))


class DisputeSettled(Division, code="dispute.settled"):
    notification = decision_notification(
        subject=_("The dispute of “%(title)s” is settled"),
        body=SHARES,
    )
    system_message = _(
        "The dispute of “%(title)s” is settled: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeConceded(Division, code="dispute.conceded"):
    notification = decision_notification(
        subject=_("%(actor)s accepted the claim in the dispute of “%(title)s”"),
        body=SHARES,
    )
    system_message = _(
        "%(actor)s accepted the claim in “%(title)s”: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeDecidedBySilence(Division, code="dispute.silence"):
    notification = decision_notification(
        subject=_("The dispute of “%(title)s” was not answered in time"),
        body=SHARES,
    )
    system_message = _(
        "The dispute of “%(title)s” was not answered: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeDecided(Division, code="dispute.decided"):
    notification = decision_notification(
        subject=_("A moderator has decided the dispute of “%(title)s”"),
        body=REASONS,
    )
    system_message = _(
        "A moderator decided “%(title)s”: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeRulingHolds(Division, code="dispute.ruled"):
    notification = decision_notification(
        subject=_("The ruling on “%(title)s” holds"),
        body=SHARES,
    )
    system_message = _(
        "The ruling on “%(title)s” holds: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeDecidedOnAppeal(Division, code="dispute.appeal"):
    notification = decision_notification(
        subject=_("The appeal on “%(title)s” is decided"),
        body=REASONS,
    )
    system_message = _(
        "The appeal on “%(title)s” is decided: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeUndecidedInTime(Division, code="dispute.clock"):
    notification = decision_notification(
        subject=_("Nobody decided the dispute of “%(title)s” in time"),
        body=SHARES,
    )
    system_message = _(
        "Nobody decided “%(title)s” in time: %(to_freelancer)s to %(she)s, %(to_client)s back to %(client)s."
    )
    webhook = CLOSED


class DisputeUnanswered(Division, code="dispute.unanswered"):
    audited = None
    notification = dispute_notification(
        subject=_("Answer the dispute of “%(title)s” by %(due)s"),
        body=_(
            "Nobody has answered it yet, and silence decides: without your answer by then %(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s. An offer to settle is not an answer."
        ),
        label=_("A dispute that you have not answered is decided soon"),
        group=MONEY,
    )


class DisputeTrainerAsked(DisputeEvent, code="dispute.trainer_asked"):
    audited = None
    notification = dispute_notification(
        subject=_("%(actor)s asks you to stand by her in a dispute"),
        body=_("It is about “%(title)s”. You can read all of it and say something; both sides see it."),
        label=_("A trainee asks you to stand by her"),
    )


# How a dispute ends in which the money is divided.
CLOSED_BY: dict[str, type[Division]] = {
    Dispute.Ending.SETTLED: DisputeSettled,
    Dispute.Ending.CONCEDED: DisputeConceded,
    Dispute.Ending.SILENCE: DisputeDecidedBySilence,
    Dispute.Ending.RULED: DisputeRulingHolds,
    Dispute.Ending.APPEAL: DisputeDecidedOnAppeal,
    Dispute.Ending.CLOCK: DisputeUndecidedInTime,
}

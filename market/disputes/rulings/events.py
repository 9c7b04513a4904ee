"""What moderators do in a dispute, and what is asked of them at the ruling desk."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import MONEY, STAFF, WORK, Event, NotificationType
from market.core.base.money import Money
from market.core.base.payloads import Written
from market.disputes.events import (
    RULED,
    DisputeEvent,
    Division,
    decision_notification,
    dispute_notification,
    dispute_webhook,
)

desk_notification = partial(NotificationType, group=WORK, action=_("Open the ruling desk"))
FINAL = _(
    "%(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s\n\nIt is final. The money moves on %(due)s; until then two moderators can correct a mistake."
)


class DisputeRulingBegins(DisputeEvent, code="dispute.ruling_begins"):
    due: datetime

    notification = dispute_notification(
        subject=_("A moderator now decides the dispute of “%(title)s”"),
        body=_("The ruling comes by %(due)s. Until then you can say more, and settle with each other."),
        label=_("A moderator decides a dispute"),
    )
    system_message = _("A moderator decides the dispute of “%(title)s” by %(due)s.")


class DisputeNobodyFree(DisputeEvent, code="dispute.nobody_free"):
    due: datetime

    notification = dispute_notification(
        subject=_("No moderator is free for “%(title)s” now"),
        body=_(
            "Whoever could decide has a tie. The lead and the operators were asked at once to name somebody. If nobody has decided by %(due)s, the rule of the deadline holds: work that was delivered is paid, without it the money goes back."
        ),
        label=_("No moderator is free for a dispute"),
    )
    system_message = _(
        "No moderator is free for “%(title)s” now. The lead and the operators were asked to name one by %(due)s."
    )


class DisputeNobodyFreeAppeal(DisputeEvent, code="dispute.nobody_free_appeal"):
    due: datetime

    notification = dispute_notification(
        subject=_("No moderator is free for the appeal on “%(title)s” now"),
        body=_(
            "An appeal is decided by somebody who has not ruled on it before. The lead and the operators were asked at once to name one. If nobody has decided by %(due)s, the first ruling holds."
        ),
        label=_("No moderator is free for a dispute"),
    )
    system_message = _(
        "No moderator is free for the appeal on “%(title)s” now. If nobody decides by %(due)s, the first ruling holds."
    )


class DisputeAppealed(DisputeEvent, code="dispute.appealed"):
    due: datetime

    notification = dispute_notification(
        subject=_("%(actor)s appealed the ruling on “%(title)s”"),
        body=_("Another moderator decides by %(due)s, for good. The money stays frozen until then."),
        label=_("A ruling is appealed"),
    )
    system_message = _("%(actor)s appealed the ruling on “%(title)s”. Another moderator decides by %(due)s.")
    webhook = dispute_webhook("dispute.appealed", _("A ruling is appealed"))


class DisputeRulingGiven(Division, code="dispute.ruling_given"):
    notification = decision_notification(
        subject=_("A moderator has decided the dispute of “%(title)s”"),
        body=_(
            "%(to_freelancer)s would go to %(she)s, and %(to_client)s back to %(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s\n\nEither side can appeal until %(due)s; after that the money moves."
        ),
    )
    system_message = _(
        "A moderator decided “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. An appeal is possible until %(due)s."
    )
    webhook = RULED


class DisputeFinalRuling(Division, code="dispute.final_ruling"):
    notification = decision_notification(
        subject=_("A moderator has decided the dispute of “%(title)s”"),
        body=FINAL,
    )
    system_message = _(
        "A moderator decided “%(title)s” for good: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    )
    webhook = RULED


class DisputeFinalAppeal(Division, code="dispute.final_appeal"):
    notification = decision_notification(
        subject=_("The appeal on “%(title)s” is decided"),
        body=FINAL,
    )
    system_message = _(
        "The appeal on “%(title)s” is decided: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    )
    webhook = RULED


class DisputeRulingCorrected(Division, code="dispute.ruling_corrected"):
    notification = decision_notification(
        subject=_("The ruling on “%(title)s” was corrected"),
        body=_(
            "Two moderators corrected a mistake: %(to_freelancer)s would go to %(she)s, and %(to_client)s back to %(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s\n\nEither side can appeal until %(due)s; after that the money moves."
        ),
    )
    system_message = _(
        "Two moderators corrected the ruling on “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. An appeal is possible until %(due)s."
    )
    webhook = RULED


class DisputeFinalCorrected(Division, code="dispute.final_corrected"):
    notification = decision_notification(
        subject=_("The ruling on “%(title)s” was corrected"),
        body=_(
            "Two moderators corrected a mistake: %(to_freelancer)s goes to %(she)s, and %(to_client)s back to %(client)s.\n\nOn these grounds: %(grounds)s.\n\n%(reasons)s\n\nIt is final. The money moves on %(due)s."
        ),
    )
    system_message = _(
        "Two moderators corrected the ruling on “%(title)s”: %(to_freelancer)s for %(she)s, %(to_client)s back to %(client)s. The money moves on %(due)s."
    )
    webhook = RULED


class DeskEvent(Event):
    """For moderators, about the dispute of the milestone `title`."""

    title: str

    audited = None


class DisputeAssigned(DeskEvent, code="dispute.assigned"):
    amount: Money
    due: datetime

    notification = desk_notification(
        subject=_("You are asked to rule: “%(title)s”"),
        body=_("%(amount)s is frozen. Rule by %(due)s, or hand it over to another moderator."),
        label=_("A dispute is given to you to rule on"),
        role=User.Role.MODERATOR,
    )


class DisputeModeratorNeeded(DeskEvent, code="dispute.moderator_needed"):
    amount: Money
    due: datetime

    notification = desk_notification(
        subject=_("Nobody can rule on “%(title)s”: name a moderator"),
        body=_(
            "%(amount)s is frozen, and every moderator has a tie or is gone. Name somebody without a tie, or let one be given the role, by %(due)s. Else the deadline decides, or on appeal the first ruling holds. Both sides were told so."
        ),
        label=_("No moderator is free for a dispute"),
        action=_("Read more"),
        group=MONEY,
        role=STAFF,
    )


class DisputeCorrectionProposed(DeskEvent, code="dispute.correction_proposed"):
    actor: User
    due: datetime

    notification = desk_notification(
        subject=_("%(actor)s proposes to correct the ruling on “%(title)s”"),
        body=_("It needs a second moderator. Look at it by %(due)s: confirm it, or let the ruling stand."),
        label=_("A ruling is to be corrected, and needs a second moderator"),
        group=MONEY,
        role=STAFF,
    )


class DisputeCorrectionDeclined(DeskEvent, code="dispute.correction_declined"):
    actor: User

    notification = desk_notification(
        subject=_("%(actor)s declined your correction of the ruling on “%(title)s”"),
        body=_("The ruling stays as it was given."),
        label=_("A ruling is to be corrected, and needs a second moderator"),
        role=STAFF,
    )


class DisputeTakenOver(DeskEvent, code="dispute.taken_over"):
    name: User
    actor: User
    reason: Written

    notification = desk_notification(
        subject=_("“%(title)s” is not yours to rule on any more"),
        body=_("It is with %(name)s now. %(actor)s said why: %(reason)s"),
        label=_("A dispute that was yours is given to another moderator"),
        role=User.Role.MODERATOR,
    )


class DisputeReaderAsked(DeskEvent, code="dispute.reader_asked"):
    actor: User
    due: datetime

    notification = desk_notification(
        subject=_("%(actor)s asks you to read a draft: “%(title)s”"),
        body=_("Read the record and the draft, and write what you think of it. The ruling is due by %(due)s."),
        label=_("Another moderator asks you to read a draft"),
        role=User.Role.MODERATOR,
    )


class DisputeDraftRead(DeskEvent, code="dispute.draft_read"):
    actor: User

    notification = desk_notification(
        subject=_("%(actor)s has read your draft: “%(title)s”"),
        body=_("Their note stands beside your draft. You decide."),
        label=_("Another moderator has read your draft"),
        role=User.Role.MODERATOR,
    )

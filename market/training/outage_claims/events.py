"""What trainers and officers hear of claims of outages, and trainees of decisions."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, NotificationType
from market.core.base.payloads import Written
from market.training.classes.events import ClassEvent, class_notification
from market.training.questions.events import Named

__all__ = ["Named", "OutageAccepted", "OutageClaimDue", "OutageClaimForOfficers", "OutageClaimed", "OutageRefused"]
trainer_notification = partial(class_notification, action=_("See the claim"), role=User.Role.TRAINER)
trainee_notification = partial(class_notification, action=_("See the claim"))


class OutageClaimed(ClassEvent, code="outage_claim.opened"):
    name: str
    text: Written
    due: datetime

    audited = ("batch",)
    notification = trainer_notification(
        subject=_("%(name)s claims an outage: %(session)s of batch %(batch)s"),
        body=_("“%(text)s” Please accept or refuse the claim by %(due)s. After that officers decide."),
        label=_("A trainee claims an outage during a class of mine"),
    )


class OutageClaimDue(ClassEvent, code="outage_claim.due"):
    due: datetime

    audited = None
    notification = trainer_notification(
        subject=_("The claim of an outage waits: %(session)s of batch %(batch)s"),
        body=_("Nobody has decided on it. Please do so by %(due)s. After that officers decide."),
        label=_("The claim of an outage waits for an answer"),
    )


class OutageClaimForOfficers(ClassEvent, code="outage_claim.for_officers"):
    name: str

    audited = ("batch",)
    notification = NotificationType(
        group=PROGRAMME,
        role=User.Role.OFFICER,
        subject=_("The claim of an outage is yours to decide: %(session)s of batch %(batch)s"),
        body=_("%(name)s claims an outage, and no trainer of the batch has decided on it. Please decide."),
        label=_("The claim of an outage was not answered in time"),
        action=_("See the claim"),
    )


class OutageClaimTakesLonger(ClassEvent, code="outage_claim.takes_longer"):
    audited = None
    notification = trainee_notification(
        subject=_("The answer to your claim is late: %(session)s of batch %(batch)s"),
        body=_("Your trainer has not decided in time, so officers decide now. You need not do anything."),
        label=_("My claim of an outage is not answered in time"),
    )


class OutageAccepted(ClassEvent, code="outage_claim.accepted"):
    reason: Written

    audited = ("batch",)
    notification = trainee_notification(
        subject=_("You are excused from %(session)s of batch %(batch)s"),
        body=_("Your claim of an outage is accepted. The class does not count against your attendance. %(reason)s"),
        label=_("My claim of an outage is accepted"),
    )


class OutageRefused(ClassEvent, code="outage_claim.refused"):
    reason: Written

    audited = ("batch",)
    notification = trainee_notification(
        subject=_("Your claim of an outage is refused: %(session)s of batch %(batch)s"),
        body=_("The reason: %(reason)s If you think that this is wrong, object to the office."),
        label=_("My claim of an outage is refused"),
    )

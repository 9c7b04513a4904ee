"""What officers and applicants hear of objections to the register of earlier certificates."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written

officer_notification = partial(NotificationType, group=PROGRAMME, action=_("See the objection"), role=User.Role.OFFICER)
applicant_notification = partial(NotificationType, group=PROGRAMME, action=_("See the objection"))


class ObjectionEvent(Event):
    """Of an objection: the number of the certificate, as the applicant typed it or as the register has it."""

    number: str


class ObjectionOpened(ObjectionEvent, code="register_objection.opened"):
    due: datetime

    notification = officer_notification(
        subject=_("Objection: certificate %(number)s is not in the register"),
        body=_(
            "An applicant sent a photo of the earlier certificate %(number)s, which the register does not have. Please "
            "look at it and decide by %(due)s."
        ),
        label=_("An applicant objects to the register of earlier certificates"),
    )


class SecondOfficerAsked(ObjectionEvent, code="register_objection.second_asked"):
    due: datetime

    notification = officer_notification(
        subject=_("Objection: another officer is asked about certificate %(number)s"),
        body=_(
            "An officer refused the objection about certificate %(number)s, and the applicant asks for another one. "
            "Please decide by %(due)s; your decision is final."
        ),
        label=_("An applicant asks another officer about an objection"),
    )


class ObjectionDue(ObjectionEvent, code="register_objection.due"):
    due: datetime

    audited = None
    notification = officer_notification(
        subject=_("An objection waits for an answer: certificate %(number)s"),
        body=_("Nobody has decided on the objection about certificate %(number)s. Please decide by %(due)s."),
        label=_("An objection waits for an answer"),
    )


class ObjectionLate(ObjectionEvent, code="register_objection.late"):
    notification = officer_notification(
        subject=_("An objection is late: certificate %(number)s"),
        body=_(
            "The time to answer the objection about certificate %(number)s is over. It is not decided by silence: the "
            "applicant still waits. All officers hear of this."
        ),
        label=_("An objection was not answered in time"),
    )


class ObjectionTakesLonger(ObjectionEvent, code="register_objection.takes_longer"):
    audited = None
    notification = applicant_notification(
        subject=_("The answer to your objection is late"),
        body=_(
            "Nobody has answered your objection about certificate %(number)s in time. All officers have been told. "
            "Nothing is lost by it: you need not do anything."
        ),
        label=_("My objection to the register is not answered in time"),
    )


class ObjectionGranted(ObjectionEvent, code="register_objection.granted"):
    notification = applicant_notification(
        subject=_("Your certificate is found"),
        body=_("An officer looked at your photo. Certificate %(number)s now belongs to your application."),
        label=_("My objection to the register is decided for me"),
    )


class ObjectionRefused(ObjectionEvent, code="register_objection.refused"):
    reason: Written

    audited = ()
    notification = applicant_notification(
        subject=_("Your objection was refused"),
        body=_(
            "An officer looked at your objection about certificate %(number)s and refused it. The reason: %(reason)s If "
            "you think that this is wrong, ask another officer, once."
        ),
        label=_("My objection to the register is refused"),
    )


class ObjectionRefusedFinally(ObjectionEvent, code="register_objection.refused_finally"):
    reason: Written

    audited = ()
    notification = applicant_notification(
        subject=_("Your objection was refused by another officer, too"),
        body=_(
            "Another officer looked at your objection about certificate %(number)s and refused it as well. The reason: "
            "%(reason)s This decision is final."
        ),
        label=_("My objection to the register is finally refused"),
    )

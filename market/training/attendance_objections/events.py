"""What officers and trainees hear of objections to attendance."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, NotificationType
from market.core.base.payloads import Written
from market.training.classes.events import ClassEvent, class_notification
from market.training.questions.events import Named

__all__ = ["AttendanceGranted", "AttendanceObjected", "AttendanceRefused", "Named"]
officer_notification = partial(NotificationType, group=PROGRAMME, action=_("See the objection"), role=User.Role.OFFICER)
trainee_notification = partial(class_notification, action=_("See the objection"))


class AttendanceObjected(ClassEvent, code="attendance_objection.opened"):
    name: str
    due: datetime

    audited = ("batch",)
    notification = officer_notification(
        subject=_("%(name)s objects to their attendance: %(session)s of batch %(batch)s"),
        body=_("Please look at what each source says, and decide by %(due)s."),
        label=_("A trainee objects to what counts of a class"),
    )


class AttendanceSecondAsked(ClassEvent, code="attendance_objection.second_asked"):
    name: str
    due: datetime

    audited = ("batch",)
    notification = officer_notification(
        subject=_("%(name)s asks another officer: %(session)s of batch %(batch)s"),
        body=_("An officer refused the objection to attendance. Please decide by %(due)s; your decision is final."),
        label=_("A trainee asks another officer about attendance"),
    )


class AttendanceObjectionDue(ClassEvent, code="attendance_objection.due"):
    due: datetime

    audited = None
    notification = officer_notification(
        subject=_("An objection to attendance waits: %(session)s of batch %(batch)s"),
        body=_("Nobody has decided on it. Please decide by %(due)s."),
        label=_("An objection to attendance waits for an answer"),
    )


class AttendanceObjectionLate(ClassEvent, code="attendance_objection.late"):
    audited = ("batch",)
    notification = officer_notification(
        subject=_("An objection to attendance is late: %(session)s of batch %(batch)s"),
        body=_("The time to answer it is over. It is not decided by silence: the trainee still waits."),
        label=_("An objection to attendance was not answered in time"),
    )


class AttendanceTakesLonger(ClassEvent, code="attendance_objection.takes_longer"):
    audited = None
    notification = trainee_notification(
        subject=_("The answer to your objection is late: %(session)s of batch %(batch)s"),
        body=_("All officers have been told. Nothing is lost by it: you need not do anything."),
        label=_("My objection to attendance is not answered in time"),
    )


class AttendanceGranted(ClassEvent, code="attendance_objection.granted"):
    reason: Written

    audited = ("batch",)
    notification = trainee_notification(
        subject=_("Your attendance is decided anew: %(session)s of batch %(batch)s"),
        body=_(
            "An officer looked at your objection. What counts now stands on the page of your attendance. %(reason)s"
        ),
        label=_("My objection to attendance is decided for me"),
    )


class AttendanceRefused(ClassEvent, code="attendance_objection.refused"):
    reason: Written

    audited = ("batch",)
    notification = trainee_notification(
        subject=_("Your objection to attendance is refused: %(session)s of batch %(batch)s"),
        body=_("The reason: %(reason)s If you think that this is wrong, ask another officer, once."),
        label=_("My objection to attendance is refused"),
    )


class AttendanceRefusedFinally(ClassEvent, code="attendance_objection.refused_finally"):
    reason: Written

    audited = ("batch",)
    notification = trainee_notification(
        subject=_("Another officer refused your objection, too: %(session)s of batch %(batch)s"),
        body=_("The reason: %(reason)s This decision is final."),
        label=_("My objection to attendance is finally refused"),
    )

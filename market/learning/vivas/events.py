"""What a trainee hears of vivas."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.core.base.payloads import Written
from market.learning.exams.events import exam_notification
from market.learning.sittings.events import SittingEvent


class VivaCalled(SittingEvent, code="viva.called"):
    at: datetime
    place: Written
    reason: Written

    audited = None
    notification = exam_notification(
        subject=_("A talk about your exam: %(course)s"),
        body=_(
            "Come on %(at)s to: %(place)s. What it is about: %(reason)s. Until then your result waits. Nothing has been "
            "decided: it is to understand your paper."
        ),
        label=_("Somebody wants to talk with me about an exam of mine"),
    )


class VivaHeld(SittingEvent, code="viva.decided"):
    counts: bool
    answer: Written

    audited = None
    notification = exam_notification(
        subject=_("The result of your talk about the exam: %(course)s"),
        body=_("The trainer writes: %(answer)s"),
        label=_("What came of a talk about an exam of mine"),
    )

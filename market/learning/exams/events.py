"""What those who may sit an exam hear of it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.learning.exams.models import Exam

exam_notification = partial(NotificationType, group=PROGRAMME, action=_("See the exam"))


class ExamEvent(Event):
    """What all of them hold."""

    course: Mapping[str, str]
    opens: datetime
    closes: datetime


def facts_of(exam: Exam) -> dict[str, Any]:
    """The course's title in both languages, and the window."""
    return {"course": by_language(lambda: exam.title), "opens": exam.opens_at, "closes": exam.closes_at}


class ExamSet(ExamEvent, code="exam.set"):
    audited = None
    notification = exam_notification(
        subject=_("An exam is planned: %(course)s"),
        body=_(
            "You can begin it from %(opens)s to %(closes)s. Read its rules before, and try the trial paper: it shows how "
            "the exam works on your phone, also without a connection."
        ),
        label=_("An exam of mine is planned"),
    )


class ExamOpened(ExamEvent, code="exam.opened"):
    audited = None
    notification = exam_notification(
        subject=_("An exam is open: %(course)s"),
        body=_("You can begin it until %(closes)s. Once you have begun, it goes on without a connection too."),
        label=_("An exam of mine is open"),
    )


class ExamCancelled(ExamEvent, code="exam.cancelled"):
    reason: Written

    audited = None
    notification = exam_notification(
        subject=_("The exam is cancelled: %(course)s"),
        body=_("It counts for nothing, whatever was answered. The reason: %(reason)s"),
        label=_("An exam of mine is cancelled"),
    )


class ExtraTimeGranted(ExamEvent, code="exam.extra_time"):
    minutes: int

    audited = None
    notification = exam_notification(
        subject=_("You have more time for the exam: %(course)s"),
        body=_("%(minutes)s minutes more than the others. You can begin from %(opens)s to %(closes)s."),
        label=_("I have more time for an exam"),
    )

"""What people hear of sittings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import Event, Webhook
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.learning.exams.events import exam_notification
from market.learning.exams.models import Exam
from market.learning.sittings.models import Sitting
from market.training.classes.people import acting_trainers_of


class SittingEvent(Event):
    """What all of them hold."""

    course: Mapping[str, str]


def facts_of(sitting: Sitting) -> dict[str, Any]:
    """The course's title in both languages."""
    return {"course": by_language(lambda: sitting.exam.title)}


def result_facts(sitting: Sitting) -> dict[str, Any]:
    """Which sitting of which exam, and whether it is passed, for programs."""
    return {"sitting": sitting.pk, "exam": sitting.exam_id, "is_passed": bool(sitting.is_passed)}


def runners_of(exam: Exam) -> list[User]:
    """Who decides about its sittings: the batch's trainers, else whoever set it."""
    trainers = acting_trainers_of(exam.batch) if exam.batch is not None else []
    return trainers or [exam.created_by]


class LostTimeReported(SittingEvent, code="sitting.lost_time_reported"):
    audited = None
    notification = exam_notification(
        subject=_("Lost time in an exam waits for you: %(course)s"),
        body=_("A trainee lost more time than the rule returns. Please decide soon how much more is returned."),
        label=_("Lost time in an exam that I decide about"),
    )


class LostTimeDecided(SittingEvent, code="sitting.lost_time_decided"):
    minutes: int
    answer: Written
    until: datetime | None = None

    audited = None
    notification = exam_notification(
        subject=_("Your lost time in the exam is decided: %(course)s"),
        body=_("%(minutes)s minutes more are returned. The trainer writes: %(answer)s"),
        label=_("Lost time in an exam of mine is decided"),
    )


class ResultReleased(SittingEvent, code="exam.result"):
    number: int
    is_passed: bool

    audited = None
    notification = exam_notification(
        subject=_("The result of your exam is out: %(course)s"),
        body=_("See what was right and why. If you think that an answer was marked wrongly, say so within 7 days."),
        label=_("The result of an exam of mine is out"),
        action=_("See the result"),
    )
    webhook = Webhook(
        "exam.result", _("The result of an exam of yours is out"), users=lambda row: [row.user], payload=result_facts
    )


class RemarkRequested(SittingEvent, code="sitting.remark_requested"):
    audited = None
    notification = exam_notification(
        subject=_("An answer is to be looked at again: %(course)s"),
        body=_("Somebody thinks that an answer in an exam was marked wrongly. Please look at it and decide."),
        label=_("An answer in an exam is to be looked at again"),
        action=_("Look at it"),
    )


class RemarkDecided(SittingEvent, code="sitting.remark_decided"):
    answer: Written
    is_passed: bool

    audited = None
    notification = exam_notification(
        subject=_("Your answer was looked at again: %(course)s"),
        body=_("The decision: %(answer)s"),
        label=_("An answer of mine in an exam was looked at again"),
        action=_("See the result"),
    )

"""What trainers and officers hear of changes of the bank."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import Event
from market.core.base.payloads import Written
from market.learning.versions.events import course_notification


class QuestionsSubmitted(Event, code="questions.submitted"):
    author: User
    course: Mapping[str, str]

    audited = None
    notification = course_notification(
        subject=_("Questions wait for a second reader: %(course)s"),
        body=_("%(author)s submitted questions of “%(course)s”. Please read them, and bring them into use or not."),
        label=_("Questions of a course wait for a second reader"),
        action=_("Read it"),
    )


class QuestionsAccepted(Event, code="questions.accepted"):
    reviewer: User
    course: Mapping[str, str]

    audited = None
    notification = course_notification(
        subject=_("Your questions are in use: %(course)s"),
        body=_("%(reviewer)s brought the questions of “%(course)s” that you submitted into use."),
        label=_("Questions that I submitted are decided"),
    )


class QuestionsReturned(Event, code="questions.returned"):
    reviewer: User
    course: Mapping[str, str]
    reason: Written

    audited = None
    notification = course_notification(
        subject=_("Your questions were sent back: %(course)s"),
        body=_("%(reviewer)s sent questions of “%(course)s” back. What is to be mended: %(reason)s"),
        label=_("Questions that I submitted are decided"),
    )

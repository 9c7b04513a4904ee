"""What trainers and officers hear of versions of courses."""

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.learning.courses.models import CourseVersion


def writes(user: User) -> bool:
    """Whether versions of courses concern the user."""
    return user.has_role(User.Role.TRAINER, User.Role.OFFICER)


course_notification = partial(NotificationType, group=PROGRAMME, action=_("See it"), concerns=writes)


def title_of(version: CourseVersion) -> Mapping[str, str]:
    """Its title in both languages."""
    return by_language(lambda: version.title)


class CourseSubmitted(Event, code="course.submitted"):
    writer: User
    course: Mapping[str, str]

    audited = None
    notification = course_notification(
        subject=_("A course waits for a second reader: %(course)s"),
        body=_("%(writer)s submitted a new version of “%(course)s”. Please read it, and publish it or send it back."),
        label=_("A version of a course waits for a second reader"),
        action=_("Read it"),
    )


class CoursePublished(Event, code="course.published"):
    reviewer: User
    course: Mapping[str, str]

    audited = None
    notification = course_notification(
        subject=_("Published: %(course)s"),
        body=_("%(reviewer)s published your version of “%(course)s”. Everybody reads it from now on."),
        label=_("A version of a course that I wrote is decided"),
    )


class CourseReturned(Event, code="course.returned"):
    reviewer: User
    course: Mapping[str, str]
    reason: Written

    audited = None
    notification = course_notification(
        subject=_("Sent back: %(course)s"),
        body=_("%(reviewer)s sent your version of “%(course)s” back. What is to be mended: %(reason)s"),
        label=_("A version of a course that I wrote is decided"),
    )

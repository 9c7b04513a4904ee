"""What people hear of badges that they can make."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.core.base.events import Event
from market.learning.exams.events import exam_notification


class ExamBadgePossible(Event, code="exam.badge_possible"):
    course: Mapping[str, str]

    audited = None
    notification = exam_notification(
        subject=_("You can create a badge: %(course)s"),
        body=_(
            "You passed the exam. A digital badge shows that to others, without your mark. You decide whether to create it."
        ),
        label=_("I can create a badge of an exam that I passed"),
        action=_("Create your badge"),
        is_quiet=True,
    )

"""What trainees hear of classes that they can make up."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.training.classes.events import ClassEvent, class_notification
from market.training.questions.events import Named

__all__ = ["MakeUpDue", "MakeUpPossible", "Named"]


class MakeUpPossible(ClassEvent, code="class.make_up_possible"):
    until: datetime

    audited = ("batch",)
    notification = class_notification(
        subject=_("You can make up %(session)s of batch %(batch)s"),
        body=_(
            "You did not attend this class. Watch its recording and answer three questions about it until %(until)s: then "
            "the class counts as made up."
        ),
        label=_("I can make up a class that I missed"),
        action=_("Make it up"),
    )


class MakeUpDue(ClassEvent, code="class.make_up_due"):
    until: datetime

    audited = None
    notification = class_notification(
        subject=_("You can make up %(session)s of batch %(batch)s until %(until)s"),
        body=_("After that it counts as missed. Watch the recording and answer three questions about it."),
        label=_("The time to make up a class ends"),
        action=_("Make it up"),
    )

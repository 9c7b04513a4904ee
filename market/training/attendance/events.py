"""What trainees hear of the roll: only that it says absent."""

from django.utils.translation import gettext_lazy as _

from market.training.classes.events import ClassEvent, class_notification


class ClassMissed(ClassEvent, code="class.missed"):
    audited = None
    notification = class_notification(
        subject=_("You are marked as absent: %(session)s of batch %(batch)s"),
        body=_(
            "If you were there, tell your trainer, or object to the programme's office. If you were not, you can make "
            "the class up by its recording: the page of the class says until when."
        ),
        label=_("The roll of a class says that I was absent"),
    )

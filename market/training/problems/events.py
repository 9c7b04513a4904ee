"""What trainees hear of the list: what was decided about what they asked or added."""

from django.utils.translation import gettext_lazy as _

from market.core.base.payloads import Written
from market.training.classes.events import ClassEvent, class_notification


class ProblemSettled(ClassEvent, code="problem.settled"):
    decision: Written

    audited = ("batch",)
    notification = class_notification(
        subject=_("%(session)s of batch %(batch)s went over what you asked"),
        body=_("“%(decision)s” The list on the page of the class says the rest."),
        label=_("My trainer went over what I asked in a face-to-face class"),
        is_quiet=True,
    )

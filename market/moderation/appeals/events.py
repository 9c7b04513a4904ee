"""What becomes of the appeal against a measure."""

from django.utils.translation import gettext_lazy as _

from market.moderation.measures.events import MeasureEvent, measure_notification


class MeasureLifted(MeasureEvent, code="measure.lifted"):
    notification = measure_notification(
        subject=_("Your appeal was right: “%(title)s”"),
        body=_("The measure is no longer in force."),
        label=_("Your appeal is decided"),
    )


class MeasureUpheld(MeasureEvent, code="measure.upheld"):
    notification = measure_notification(
        subject=_("Your appeal was refused: “%(title)s”"),
        body=_("Another moderator looked at it again. The measure stays as it is. Read why."),
        label=_("Your appeal is decided"),
    )

"""What a graduate hears of the tracer."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, Event, NotificationType

tracer_notification = partial(NotificationType, group=PROGRAMME, action=_("Answer the five questions"))


class TracerAsked(Event, code="tracer.asked"):
    months: int
    until: datetime

    audited = ("months",)
    notification = tracer_notification(
        subject=_("How are you doing, %(months)s months after your certificate?"),
        body=_(
            "Five short questions, two minutes: do you work, where, and what hinders you? The link needs no password; keep "
            "it to yourself. The public reads only counts of at least five people. Until %(until)s. If you do not want "
            "to be asked again, say so there."
        ),
        label=_("Five questions, some months after my certificate"),
    )


class TracerReminded(Event, code="tracer.reminded"):
    months: int
    until: datetime

    audited = None
    notification = tracer_notification(
        subject=_("Five questions wait for you until %(until)s"),
        body=_(
            "%(months)s months after your certificate we would like to know how you are doing. Answers of those who earn "
            "nothing count just as much. If you do not want to be asked again, say so on the page."
        ),
        label=_("A reminder of five questions that I have not answered"),
    )

"""What becomes of a report. Who made it hears that it was looked at, and whether that led to a step."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import WORK, Event, NotificationType

report_notification = partial(NotificationType, group=WORK, action=_("See your reports"))


class ReportEvent(Event):
    """Of a report of something with a title."""

    title: str


class ReportClosed(ReportEvent, code="report.closed"):
    notification = report_notification(
        subject=_("A moderator looked at your report: %(title)s"),
        body=_(
            "Thank you for reporting “%(title)s”. A moderator looked at it: what came of it stands with your reports. If it goes on, report it again and say what is new. You can block the person at any time."
        ),
        label=_("A moderator has looked at my report"),
    )


class ReportActed(ReportEvent, code="report.acted"):
    audited = None
    notification = report_notification(
        subject=_("A moderator looked at your report: %(title)s"),
        body=_(
            "Thank you for reporting “%(title)s”. A moderator looked at it and took a step. Which one stays between the moderators and that person. If it happens again, report it again."
        ),
        label=_("A moderator took a step upon my report"),
    )

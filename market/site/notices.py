"""What people are told about things that no app above them knows: what became of a report."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from market.notifications.actions import notify
from market.notifications.kinds import register_kind
from market.safety.models import Report
from market.safety.signals import report_closed

register_kind(
    "report.closed",
    subject=_("A moderator looked at your report: %(title)s"),
    body=_(
        "Thank you for reporting “%(title)s”. A moderator looked at it and did what the rules ask for. If it happens again, report it again."
    ),
    action=_("See your reports"),
    about=_("A moderator has looked at my report"),
)


@receiver(report_closed)
def tell_reporter(report: Report, **found: Any) -> None:
    """Who reported something hears that it was looked at."""
    notify(report.reporter, "report.closed", on=report, title=report.title)

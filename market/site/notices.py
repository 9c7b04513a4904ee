"""What people are told about things that no app above them knows: what became of a report."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from market.notifications.inbox.actions import notify
from market.notifications.inbox.types import register_kind
from market.safety.models import Report
from market.safety.signals import report_closed

for code, about, body in (
    (
        "report.closed",
        _("A moderator has looked at my report"),
        _(
            "Thank you for reporting “%(title)s”. A moderator looked at it: what came of it stands with your reports. If it "
            "goes on, report it again and say what is new. You can block the person at any time."
        ),
    ),
    (
        "report.acted",
        _("A moderator took a step upon my report"),
        _(
            "Thank you for reporting “%(title)s”. A moderator looked at it and took a step. Which one stays between the "
            "moderators and that person. If it happens again, report it again."
        ),
    ),
):
    register_kind(
        code,
        subject=_("A moderator looked at your report: %(title)s"),
        body=body,
        action=_("See your reports"),
        about=about,
    )


@receiver(report_closed)
def tell_reporter(report: Report, **found: Any) -> None:
    """Who reported something hears that it was looked at, and whether that led to a step."""
    notify(report.reporter, "report.acted" if report.led_to_step else "report.closed", on=report, title=report.title)

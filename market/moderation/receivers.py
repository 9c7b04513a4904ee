"""Reports come into the queue as they are made; traces are noted as they are seen."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.core.base.signals import trace_seen
from market.moderation.cases.actions import note_closed, note_kept, take_report
from market.moderation.cases.trace_actions import note_hint
from market.safety.models import Report
from market.safety.signals import report_closed, report_kept, reported

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(reported, dispatch_uid="moderation.reported")
def report_made(*, report: Report, **news: Any) -> None:
    """It stands in the queue."""
    take_report(report=report)


@receiver(report_kept, dispatch_uid="moderation.report_kept")
def report_in_sight(*, report: Report, **news: Any) -> None:
    """A program keeps it in sight."""
    note_kept(report=report)


@receiver(report_closed, dispatch_uid="moderation.report_closed")
def report_settled(*, report: Report, **news: Any) -> None:
    """A program closed it by itself."""
    note_closed(report=report)


@receiver(trace_seen, dispatch_uid="moderation.trace")
def trace_noted(*, user: "User", kind: str, mark: str, **news: Any) -> None:
    """Another account may have it too."""
    note_hint(user=user, kind=kind, mark=mark)

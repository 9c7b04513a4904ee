"""Signal receivers: reports are added to cases, traces of accounts are stored."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.core.base.signals import trace_seen
from market.moderation.cases.actions import add_report_to_case, sync_closed_report, sync_kept_report
from market.moderation.cases.trace_actions import record_hint
from market.safety.models import Report
from market.safety.signals import report_closed, report_kept, reported

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(reported, dispatch_uid="moderation.reported")
def on_reported(*, report: Report, **kwargs: Any) -> None:
    """Add the report to its case."""
    add_report_to_case(report=report)


@receiver(report_kept, dispatch_uid="moderation.report_kept")
def on_report_kept(*, report: Report, **kwargs: Any) -> None:
    """Take on its case, too."""
    sync_kept_report(report=report)


@receiver(report_closed, dispatch_uid="moderation.report_closed")
def on_report_closed(*, report: Report, **kwargs: Any) -> None:
    """Close its case, too, if nothing else is open."""
    sync_closed_report(report=report)


@receiver(trace_seen, dispatch_uid="moderation.trace")
def on_trace_seen(*, user: "User", kind: str, mark: str, **kwargs: Any) -> None:
    """Store the trace."""
    record_hint(user=user, kind=kind, mark=mark)

"""Deadlines of moderation: measures, appeals and urgent cases; running the rules; deleting old hints."""

from datetime import timedelta

from django.conf import settings

from market.core.base import clock
from market.core.base.row_deadlines import row_deadline
from market.moderation.appeals.actions import lift_unanswered
from market.moderation.cases.alarm_actions import notify_leads
from market.moderation.cases.rule_actions import AUDIT_CURSOR, EDIT_CURSOR, MESSAGE_CURSOR, check_recent_activity
from market.moderation.cases.trace_actions import delete_old_hints
from market.moderation.measures.actions import end_measure, remove_jobs_of_banned
from market.moderation.models import Appeal, Case, Hint, Measure


@row_deadline(lambda: Measure.objects.standing(), "until")
def end_measures(measure_id: int) -> None:
    """End measures whose time is over."""
    end_measure(measure_id=measure_id)


@row_deadline(lambda: Measure.objects.standing(), "removal_due_at")
def remove_jobs_of_banned_people(measure_id: int) -> None:
    """Remove open jobs of banned users after the hours of correction."""
    remove_jobs_of_banned(measure_id=measure_id)


@row_deadline(lambda: Appeal.objects.filter(decided_at=None).exclude(measure__level=Measure.Level.BAN), "due_at")
def lift_unanswered_measures(appeal_id: int) -> None:
    """Lift measures whose appeals nobody decided in time, except bans."""
    lift_unanswered(appeal_id=appeal_id)


@row_deadline(lambda: Case.objects.unheard(), "due_at")
def tell_of_late_cases(case_id: int) -> None:
    """Notify leads of overdue harassment cases."""
    notify_leads(case_id=case_id)


@clock.deadline(next_due=(AUDIT_CURSOR.next_due, MESSAGE_CURSOR.next_due, EDIT_CURSOR.next_due))
def look_for_rules() -> None:
    """Run the rules on new audit entries and messages."""
    check_recent_activity()


def _hint_lifetime() -> timedelta:
    return -timedelta(days=settings.LIFECYCLE.hint_days)


@clock.deadline(next_due=clock.NextDue(Hint.objects.all, "seen_at", sooner=_hint_lifetime))
def forget_old_hints() -> None:
    """Delete hints that were not seen for `hint_days`."""
    delete_old_hints()

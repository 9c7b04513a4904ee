"""Deadlines of moderation: measures, appeals and urgent cases; running the rules; deleting old hints."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from market.core.base import clock
from market.moderation.appeals.actions import lift_unanswered
from market.moderation.cases.alarm_actions import notify_leads
from market.moderation.cases.rule_actions import AUDIT_CURSOR, MESSAGE_CURSOR, check_recent_activity
from market.moderation.cases.trace_actions import delete_old_hints
from market.moderation.measures.actions import end_measure, remove_jobs_of_banned
from market.moderation.models import Appeal, Case, Hint, Measure


@clock.deadline(next_due=clock.NextDue(lambda: Measure.objects.standing(), "until"))
def end_measures() -> None:
    """End measures whose time is over."""
    due = Measure.objects.standing().filter(until__lte=clock.now()).order_by("until", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: end_measure(measure_id=pk))


@clock.deadline(next_due=clock.NextDue(lambda: Measure.objects.standing(), "removal_due_at"))
def remove_jobs_of_banned_people() -> None:
    """Remove open jobs of banned users after the hours of correction."""
    due = Measure.objects.standing().filter(removal_due_at__lte=clock.now()).order_by("removal_due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: remove_jobs_of_banned(measure_id=pk))


def _unanswered() -> QuerySet[Appeal]:
    return Appeal.objects.filter(decided_at=None).exclude(measure__level=Measure.Level.BAN)


@clock.deadline(next_due=clock.NextDue(_unanswered, "due_at"))
def lift_unanswered_measures() -> None:
    """Lift measures whose appeals nobody decided in time, except bans."""
    due = _unanswered().filter(due_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: lift_unanswered(appeal_id=pk))


@clock.deadline(next_due=clock.NextDue(lambda: Case.objects.unheard(), "due_at"))
def tell_of_late_cases() -> None:
    """Notify leads of overdue harassment cases."""
    due = Case.objects.unheard().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: notify_leads(case_id=pk))


@clock.deadline(next_due=(AUDIT_CURSOR.next_due, MESSAGE_CURSOR.next_due))
def look_for_rules() -> None:
    """Run the rules on new audit entries and messages."""
    check_recent_activity()


def _hint_lifetime() -> timedelta:
    return -timedelta(days=settings.LIFECYCLE.hint_days)


@clock.deadline(next_due=clock.NextDue(Hint.objects.all, "seen_at", sooner=_hint_lifetime))
def forget_old_hints() -> None:
    """Delete hints that were not seen for `hint_days`."""
    delete_old_hints()

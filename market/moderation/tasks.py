"""The clocks of moderation: measures whose time is over, what nobody answered, the rules' look, old hints."""

from datetime import timedelta

from django.conf import settings

from market.core.base import clock
from market.core.base.row_deadlines import row_deadline
from market.moderation.appeals.actions import lift_unanswered
from market.moderation.cases.alarm_actions import tell_leads
from market.moderation.cases.rule_actions import DEEDS, WORDS, look_through
from market.moderation.cases.trace_actions import forget_hints
from market.moderation.measures.actions import end_measure, remove_jobs_of_banned
from market.moderation.models import Appeal, Case, Hint, Measure


@row_deadline(lambda: Measure.objects.standing(), "until")
def end_measures(measure_id: int) -> None:
    """Measures whose time is over."""
    end_measure(measure_id=measure_id)


@row_deadline(lambda: Measure.objects.standing(), "removal_due_at")
def remove_jobs_of_banned_people(measure_id: int) -> None:
    """Open jobs of people whose ban can be corrected no more."""
    remove_jobs_of_banned(measure_id=measure_id)


@row_deadline(lambda: Appeal.objects.filter(decided_at=None).exclude(measure__level=Measure.Level.BAN), "due_at")
def lift_unanswered_measures(appeal_id: int) -> None:
    """Appeals that nobody answered in time; a ban waits for its answer."""
    lift_unanswered(appeal_id=appeal_id)


@row_deadline(lambda: Case.objects.unheard(), "due_at")
def tell_of_late_cases(case_id: int) -> None:
    """Harassment that nobody looked at in time."""
    tell_leads(case_id=case_id)


@clock.clock(next_due=(DEEDS.next_due, WORDS.next_due))
def look_for_rules() -> None:
    """What was done and said since the last look."""
    look_through()


def _hint_lasts() -> timedelta:
    return -timedelta(days=settings.LIFECYCLE.hint_days)


@clock.clock(next_due=clock.earliest(Hint.objects.all, "seen_at", sooner=_hint_lasts))
def forget_old_hints() -> None:
    """Hints that were not seen for long."""
    forget_hints()

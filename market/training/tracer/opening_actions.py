"""Opening rounds, telling graduates of them, and writing down the results once all rounds of a phase are over."""

from calendar import monthrange
from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.training.batch_statistics import MIN_PEOPLE
from market.training.grievances.queries import hide_small
from market.training.models import Certificate, Programme, TracerAnswer, TracerResult, TracerRound
from market.training.plans.calendar import day_start
from market.training.tracer import events
from market.training.tracer.actions import CHOICES, is_refused

TELL_EVERY = timedelta(days=10)
AT = timedelta(hours=10)  # of the day, in Bangladesh
YEAR = timedelta(days=366)  # the longest that a round comes after the certificate


def open_rounds(programme: Programme) -> int:
    """Open the rounds of the programme's certificates whose day has come, but for those that would be over already.

    In statements as many for one certificate as for all. Returns how many were opened.
    """
    today, open_for = clock.local(clock.now()).date(), timedelta(days=settings.LIFECYCLE.tracer_days)
    valid = Certificate.objects.valid().filter(batch__phase__programme=programme, tracer_refusal=None)
    valid = valid.exclude(holder__is_active=False).filter(issued_on__gt=today - open_for - YEAR)
    there = set(TracerRound.objects.filter(certificate__in=valid).values_list("certificate", "months"))
    rows = []
    for certificate, issued_on in valid.values_list("pk", "issued_on"):
        for months in TracerRound.MONTHS:
            day = months_later(issued_on, months)
            if day <= today < day + open_for and (certificate, months) not in there:
                starts_at = day_start(today) + AT
                columns = {"starts_at": starts_at, "ends_at": starts_at + open_for, "tell_at": starts_at}
                rows.append(TracerRound(certificate_id=certificate, months=months, **columns))
    return len(TracerRound.objects.bulk_create(rows, ignore_conflicts=True))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@atomic
def tell(*, round_id: int) -> None:
    """Ask the graduate, then remind twice while there is no answer. Who has no account is called by the office."""
    rows = TracerRound.objects.select_related("certificate__holder")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    now, holder = clock.now(), row.certificate.holder
    if row.tell_at is None or row.tell_at > now:
        return
    is_first = row.tell_at == row.starts_at
    row.tell_at = _next(row, row.tell_at)
    is_over = row.ends_at <= now or not row.certificate.is_valid or holder is None or is_refused(row)
    row.tell_at = None if is_over else row.tell_at
    row.save(update_fields=["tell_at"])
    if is_over or holder is None or not holder.is_active:
        return
    event = events.TracerAsked if is_first else events.TracerReminded
    emit(event(months=row.months, until=row.ends_at), on=row, by=None, to=[holder])


def _next(row: TracerRound, told_at: datetime) -> datetime | None:
    later = told_at + TELL_EVERY
    return later if later < row.ends_at else None


def write_results(programme: Programme) -> None:
    """Write down each phase and number of months of which every round is over, once."""
    rounds = TracerRound.objects.filter(certificate__batch__phase__programme=programme)
    of_phases = rounds.order_by().values_list("certificate__batch__phase", "months")
    over = of_phases.annotate(last=Max("ends_at")).filter(last__lte=clock.now())
    there = set(TracerResult.objects.filter(phase__programme=programme).values_list("phase", "months"))
    due = sorted({(phase, months) for phase, months, _last in over} - there)
    results = [
        _result(phase, months, rounds.filter(certificate__batch__phase=phase, months=months)) for phase, months in due
    ]
    TracerResult.objects.bulk_create(results, ignore_conflicts=True)


def _result(phase: int, months: int, rounds: QuerySet[TracerRound]) -> TracerResult:
    answers = TracerAnswer.objects.filter(tracer_round__in=rounds).order_by("pk")
    last = {each.tracer_round_id: each for each in answers}.values()
    counts: dict[str, dict[str, int | None]] = {}
    if len(last) >= MIN_PEOPLE:
        for question, choices in CHOICES.items():
            chosen = Counter(getattr(each, question) for each in last)
            counts[question] = hide_small({choice: chosen[choice] for choice in choices.values})
        earning = sum(bool(each.here) for each in last)
        counts["here"] = hide_small({"some": earning, "none": len(last) - earning})
    columns = {"invited": rounds.count(), "answered": len(last), "chosen": counts, "counted_at": clock.now()}
    return TracerResult(phase_id=phase, months=months, **columns)


def open_and_write(programme_id: int) -> None:
    """What the tracer does each night for one programme."""
    programme = Programme.objects.get(pk=programme_id)
    open_rounds(programme)
    write_results(programme)

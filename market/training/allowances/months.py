"""Months of allowances, by the calendar of Bangladesh: which places count in one, and what each gets by the rule."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil

from django.db.models import Max, Q, QuerySet

from market.core.base import clock
from market.core.text.formats import MONTHS
from market.core.text.locale import language, localize_digits
from market.training.attendance.queries import Share, shares, with_places_before
from market.training.models import AllowanceLine, AllowanceRule, ClassSession, Enrolment, Phase
from market.training.projects.queries import worked_on

Outcome = AllowanceLine.Outcome


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after."""
    return first_of(month + timedelta(days=31))


def this_month() -> date:
    """The first day of the month that runs."""
    return first_of(clock.local(clock.now()).date())


def bounds(month: date) -> tuple[datetime, datetime]:
    """Its first instant, and that of the month after."""
    zone = clock.local(clock.now()).tzinfo
    return datetime.combine(month, time.min, zone), datetime.combine(month_after(month), time.min, zone)


def month_name(month: date) -> str:
    """ "November 2026" in the language that is active now."""
    return localize_digits(f"{MONTHS[language()][month.month - 1]} {month.year}")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a place gets in a month, and why."""

    enrolment: Enrolment
    share: Share
    needed: int
    outcome: Outcome
    value: Decimal


def rule_of(programme_id: int, month: date) -> AllowanceRule | None:
    """The rule that counts in a month."""
    rows = AllowanceRule.objects.confirmed().filter(programme=programme_id, valid_from__lte=month)
    return rows.order_by("-valid_from", "-pk").first()


def places_in(phase: Phase, month: date) -> QuerySet[Enrolment]:
    """Places of batches of the phase that run in the month: of trainees, and of those who left in it."""
    since, until = bounds(month)
    left = Q(state=Enrolment.State.DROPPED_OUT, ended_at__gte=since, ended_at__lt=until)
    running = {"batch__started_on__lt": month_after(month), "batch__ended_on__gte": month}
    rows = Enrolment.objects.filter(Q(state__in=Enrolment.STUDYING) | left, batch__phase=phase, **running)
    return rows.filter(offered_at__lt=until).select_related("batch").order_by("batch", "seat", "pk")


def entitlements(phase: Phase, month: date, rule: AllowanceRule) -> list[Entitlement]:
    """What each place of the phase gets in the month, in the order of batches and seats."""
    since, until = bounds(month)
    places = list(places_in(phase, month))
    counted = shares(places, since=since, until=until)
    last = ClassSession.objects.planned().filter(batch__phase=phase).values_list("batch").annotate(Max("starts_at"))
    last_class = dict(last.order_by())
    in_project = {each.pk for each in places if (at := last_class.get(each.batch_id)) is None or at < since}
    without_class = [each for each in places if not counted[each.pk].counted]
    stands = _Stands(in_project, worked_on(without_class, since, until), _late(places, since, until))
    rows = []
    for place in places:
        share = counted[place.pk]
        needed = ceil(share.counted * rule.least_percent / 100)
        outcome = _outcome(place, share, needed, stands)
        value = rule.monthly_value if outcome in AllowanceLine.PAYING else Decimal(0)
        rows.append(Entitlement(place, share, needed, outcome, value))
    return rows


@dataclass(frozen=True, slots=True)
class _Stands:
    """Places (by id) whose classes are over, those that did something on the project, and those that came late."""

    in_project: set[int]
    at_work: set[int]
    late: set[int]


def _late(places: Sequence[Enrolment], since: datetime, until: datetime) -> set[int]:
    """Who came into the course in the month, when more than half of the batch's classes that count were held."""
    chains = with_places_before([each for each in places if each.offered_at >= since])
    first = Enrolment.objects.filter(pk__in=[chain[-1] for chain in chains.values()])
    came = dict(first.values_list("pk", "offered_at"))
    batches = {each.batch_id for each in places if each.pk in chains}
    held = ClassSession.objects.planned().filter(batch__in=batches, rolled_at__isnull=False)
    in_month = held.filter(starts_at__gte=since, starts_at__lt=until).order_by()
    begun = defaultdict(list)
    for batch, at in in_month.values_list("batch", "starts_at"):
        begun[batch].append(at)
    of_batch = {each.pk: begun[each.batch_id] for each in places if each.pk in chains}
    return {pk for pk, all_of in of_batch.items() if 2 * sum(at < came[chains[pk][-1]] for at in all_of) > len(all_of)}


def _outcome(place: Enrolment, share: Share, needed: int, stands: _Stands) -> Outcome:
    if place.state == Enrolment.State.DROPPED_OUT:
        return Outcome.LEFT
    if place.pk in stands.late:
        return Outcome.JOINED_LATE
    if share.counted:
        return Outcome.REACHED if share.attended >= needed else Outcome.TOO_FEW
    if share.excused:
        return Outcome.EXCUSED
    if place.pk in stands.at_work:
        return Outcome.PROJECT
    return Outcome.NO_WORK if place.pk in stands.in_project else Outcome.NO_CLASS

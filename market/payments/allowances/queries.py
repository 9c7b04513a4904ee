"""Reads of allowances: a trainee's months, what the office has to do, and what was paid in all."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from market.accounts.models import User
from market.core.base.money import Money
from market.payments.allowances.fund import CURRENCY
from market.payments.models import Allowance, AllowanceQuestion
from market.training.allowances.months import bounds, first_of, month_after, rule_of, this_month
from market.training.attendance.queries import Share, shares
from market.training.models import AllowanceLine, AllowanceList, AllowanceRule, Enrolment, Phase

FEWEST = 5  # people of whom a sum may be public


def lines_of(user: User) -> QuerySet[AllowanceLine]:
    """What approved lists say of a trainee, the newest month first."""
    rows = AllowanceLine.objects.filter(trainee=user, list__state=AllowanceList.State.APPROVED)
    related = ("list__rule", "list__phase", "allowance", "enrolment__batch")
    return rows.select_related(*related).prefetch_related("questions", "corrections").order_by("-month", "-pk")


@dataclass(frozen=True, slots=True)
class ThisMonth:
    """The month that runs, for a trainee: what it can bring, and how many classes count so far."""

    month: date
    rule: AllowanceRule
    share: Share


def this_month_of(user: User) -> ThisMonth | None:
    """None for who does not study now, or without a rule."""
    month = this_month()
    running = {"batch__started_on__lt": month_after(month), "batch__ended_on__gte": month}
    places = Enrolment.objects.filter(trainee=user, **running).studying().select_related("batch__phase")
    place = places.order_by("-pk").first()
    rule = rule_of(place.batch.phase.programme_id, month) if place and place.batch.phase else None
    if place is None or rule is None:
        return None
    since, until = bounds(month)
    return ThisMonth(month, rule, shares([place], since=since, until=until)[place.pk])


@dataclass(frozen=True, slots=True)
class MonthToList:
    """A month of a phase that is over and has no list."""

    phase: Phase
    month: date


def months_to_list() -> list[MonthToList]:
    """Those that a rule covers, the oldest first. Three statements."""
    phases = Phase.objects.select_related("programme").annotate(
        begins=Min("batches__started_on"), ends=Max("batches__ended_on")
    )
    since = dict(AllowanceRule.objects.confirmed().order_by().values_list("programme").annotate(Min("valid_from")))
    taken = AllowanceList.objects.exclude(state=AllowanceList.State.REFUSED).values_list("phase", "month")
    listed, months = set(taken), []
    for phase in phases.filter(begins__isnull=False, programme__in=since):
        month = max(first_of(phase.begins), since[phase.programme_id])  # type: ignore[attr-defined]  # the annotation
        while month <= phase.ends and month < this_month():  # type: ignore[attr-defined]  # likewise
            if (phase.pk, month) not in listed:
                months.append(MonthToList(phase, month))
            month = month_after(month)
    return sorted(months, key=lambda each: (each.month, each.phase.number))


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines come to: how many of them pay, how much, and how many do not."""

    paying: int
    amount: Money
    others: int


def sums_of(row: AllowanceList) -> Sums:
    """Those of a list."""
    counts = row.lines.aggregate(
        all=Count("pk"), paying=Count("pk", filter=Q(amount_value__gt=0)), sum=Sum("amount_value")
    )
    return Sums(counts["paying"], Money(counts["sum"] or Decimal(0), CURRENCY), counts["all"] - counts["paying"])


def questions_for(user: User) -> QuerySet[AllowanceQuestion]:
    """What the office has to answer and this user may: officers all, operators where money is looked for."""
    rows = AllowanceQuestion.objects.visible_to(user).waiting().exclude(line__trainee=user)
    return rows.select_related("line__trainee", "line__list__phase")


@dataclass(frozen=True, slots=True)
class PaidInAll:
    """What trainees of a phase have got: public, where there are FEWEST of them at least."""

    phase: int
    people: int
    amount: Money


def paid_by_phase(programme_id: int) -> list[PaidInAll]:
    """Of each phase in which enough people got something."""
    rows = Allowance.objects.filter(state=Allowance.State.PAID, line__list__phase__programme=programme_id)
    sums = rows.order_by("line__list__phase__number").values_list("line__list__phase__number")
    counted = sums.annotate(Count("trainee", distinct=True), Sum("amount_value"))
    return [PaidInAll(phase, people, Money(value, CURRENCY)) for phase, people, value in counted if people >= FEWEST]

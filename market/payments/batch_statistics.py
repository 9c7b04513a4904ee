"""Batch statistics from payments."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Min, Sum

from market.contracts.models import Milestone
from market.core.base import clock
from market.payments.models import GiveBack, Release
from market.training.batch_statistics import People, first_pay, income, income_by_month, outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet


@outcome("paid")
def with_income(people: People) -> set[int]:
    """Ids of users to whom money was released that they did not give back."""
    return set(_earned_in(people).values_list("contract__freelancer_id", flat=True))


@income
def income_of(people: People) -> dict[str, dict[int, Decimal]]:
    """What was released to each user and not given back: amounts by currency and user id."""
    rows = _earned_in(people).order_by().values_list("currency", "contract__freelancer_id")
    incomes: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for currency, person, amount in rows.annotate(summed=Sum(F("released_value") - F("given_back_value"))):
        incomes[currency][person] = amount
    return dict(incomes)


@first_pay
def first_release_of(people: People) -> dict[int, datetime]:
    """When money was first released to each user that they did not give back."""
    rows = Release.objects.filter(freelancer__in=people, milestone__released_value__gt=F("milestone__given_back_value"))
    return dict(rows.order_by().values_list("freelancer_id").annotate(first=Min("released_at")))


@income_by_month
def income_in_months(people: People) -> dict[str, dict[date, dict[int, Decimal]]]:
    """What was released to each user in each month, less what they gave back in it."""
    released = Release.objects.filter(freelancer__in=people).exclude(state=Release.State.TAKEN_BACK)
    released = released.exclude(reason=Release.Reason.EXCHANGED)  # counted in the currency in which it was earned
    given_back = GiveBack.objects.filter(milestone__contract__freelancer__in=people)
    months: dict[str, dict[date, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    for currency, at, person, amount in released.values_list("currency", "released_at", "freelancer", "amount_value"):
        months[currency][clock.local(at).date().replace(day=1)][person] += amount
    of_give_back = ("currency", "created_at", "milestone__contract__freelancer", "amount_value")
    for currency, at, person, amount in given_back.values_list(*of_give_back):
        months[currency][clock.local(at).date().replace(day=1)][person] -= amount
    return months


def _earned_in(people: People) -> "QuerySet[Milestone]":
    rows = Milestone.everything.filter(contract__freelancer__in=people)
    return rows.filter(released_value__gt=F("given_back_value"))

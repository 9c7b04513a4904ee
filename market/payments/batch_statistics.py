"""Batch statistics from payments."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Min, Sum

from market.contracts.models import Milestone
from market.payments.models import Release
from market.training.batch_statistics import People, first_pay, income, outcome

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


def _earned_in(people: People) -> "QuerySet[Milestone]":
    rows = Milestone.everything.filter(contract__freelancer__in=people)
    return rows.filter(released_value__gt=F("given_back_value"))

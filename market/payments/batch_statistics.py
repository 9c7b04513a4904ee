"""Batch statistics from payments."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from market.payments.models import Release
from market.training.batch_statistics import People, income, outcome


@outcome("paid")
def with_income(people: People) -> set[int]:
    """Ids of users to whom money was released."""
    return set(Release.objects.earned().filter(freelancer__in=people).values_list("freelancer_id", flat=True))


@income
def income_of(people: People) -> dict[str, dict[int, Decimal]]:
    """What was released to each user: amounts by currency and user id."""
    rows = Release.objects.earned().filter(freelancer__in=people).values_list("currency", "freelancer_id")
    incomes: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for currency, person, amount in rows.annotate(summed=Sum("amount_value")).order_by():
        incomes[currency][person] = amount
    return dict(incomes)

"""What payments tell of a batch."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from market.payments.models import Release
from market.training.outcomes import People, income, outcome


@outcome("paid")
def with_income(people: People) -> set[int]:
    """Those to whom money was released."""
    return set(Release.objects.filter(freelancer__in=people).values_list("freelancer_id", flat=True))


@income
def earned(people: People) -> dict[str, dict[int, Decimal]]:
    """What was released to each of them, by currency."""
    rows = Release.objects.filter(freelancer__in=people).values_list("currency", "freelancer_id")
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for currency, person, amount in rows.annotate(summed=Sum("amount_value")).order_by():
        found[currency][person] = amount
    return dict(found)

"""Reads of disputes for their parties, and the published figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from market.disputes.models import Dispute

if TYPE_CHECKING:
    from market.accounts.models import User

FEWEST = 5  # people: smaller figures are not published
SHARES = {
    "all": Q(to_freelancer_value=F("frozen_value")),
    "part": Q(to_freelancer_value__gt=0, to_freelancer_value__lt=F("frozen_value")),
    "none": Q(to_freelancer_value=Decimal(0)),
}
SIDES = {
    "client": Q(opened_by=F("milestone__contract__client")),
    "freelancer": Q(opened_by=F("milestone__contract__freelancer")),
}


def whole(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """With all that their pages and the API show, in few statements."""
    return rows.select_related(
        "opened_by", "moderator", "milestone__contract__client", "milestone__contract__freelancer__profile"
    ).prefetch_related(
        "offers__by", "statements__by", "statements__evidence__upload", "rulings", "corrections", "companions__user"
    )


def disputes_of(user: "User") -> QuerySet[Dispute]:
    """Those that the user is a party of or stands by in, the newest first."""
    involved = Q(pk__in=Dispute.objects.of_party(user).values("pk")) | Q(
        pk__in=Dispute.objects.beside(user).values("pk")
    )
    return whole(Dispute.objects.filter(involved)).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Year:
    """A year's published figures. `shares`: by who opened, how many ended for whom."""

    year: int
    count: int
    days: int
    endings: dict[str, int]
    by_client: dict[str, int]
    by_freelancer: dict[str, int]


def yearly_figures() -> list[Year]:
    """Closed disputes year by year, the last year first. Years and lines with too few of them are left out."""
    rows = Dispute.objects.filter(state=Dispute.State.CLOSED).exclude(ending__in=Dispute.UNDECIDED)
    years = (
        rows.annotate(year=ExtractYear("closed_at"))
        .values("year")
        .annotate(
            count=Count("pk"),
            took=Avg(ExpressionWrapper(F("closed_at") - F("opened_at"), DurationField())),
        )
    )
    return [_year(rows, each) for each in years.order_by("-year") if each["count"] >= FEWEST]


def _year(rows: QuerySet[Dispute], row: Mapping[str, Any]) -> Year:
    of_year = rows.filter(closed_at__year=row["year"])
    endings = dict(of_year.values_list("ending").annotate(n=Count("pk")).order_by())
    shares = _published(_outcomes(of_year))
    duration: timedelta = row["took"]
    return Year(
        row["year"],
        row["count"],
        round(duration / timedelta(days=1)),
        _published(endings),
        _of("client", shares),
        _of("freelancer", shares),
    )


def _of(side: str, shares: Mapping[str, int]) -> dict[str, int]:
    return {name: shares[f"{side}_{name}"] for name in SHARES if f"{side}_{name}" in shares}


def _outcomes(rows: QuerySet[Dispute]) -> dict[str, int]:
    """How many gave the freelancer all, a part or nothing of what was held, by who opened them: "client_part"."""
    wanted = {
        f"{side}_{name}": Count("pk", filter=share & opened)
        for side, opened in SIDES.items()
        for name, share in SHARES.items()
    }
    return dict(rows.aggregate(**wanted))


def _published(counts: Mapping[str, int]) -> dict[str, int]:
    """Those of enough people; one more is left out where what is left of the sum would tell of fewer."""
    shown = {key: count for key, count in counts.items() if count >= FEWEST}
    if 0 < sum(counts.values()) - sum(shown.values()) < FEWEST and shown:
        del shown[min(shown, key=lambda key: shown[key])]
    return shown

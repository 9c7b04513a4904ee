"""Reads of disputes: for their parties, for the desk, and the published figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from market.core.models import AuditEntry
from market.disputes.models import Dispute, Ruling

if TYPE_CHECKING:
    from market.accounts.models import User

FEWEST = 5  # people: smaller figures are not published
SIMILAR = 6
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
        "offers__by", "statements__by", "statements__evidence", "rulings", "corrections", "companions__user"
    )


def disputes_of(user: "User") -> QuerySet[Dispute]:
    """Those that the user is a party of or stands by in, the newest first."""
    involved = Q(pk__in=Dispute.objects.of_party(user).values("pk")) | Q(
        pk__in=Dispute.objects.beside(user).values("pk")
    )
    return whole(Dispute.objects.filter(involved)).order_by("-pk")


def queue_of(user: "User", tab: str = "mine") -> QuerySet[Dispute]:
    """The desk: "mine" are those given to the user, "all" those of everybody, "ruled" those whose money has not
    moved, "closed" the ended ones, newest first."""
    rows = Dispute.objects.on_desk(user).select_related(
        "moderator", "milestone__contract__client", "milestone__contract__freelancer"
    )
    if tab == "ruled":
        return rows.ruled().order_by("correctable_until", "pk")
    if tab == "closed":
        return rows.exclude(closed_at=None).order_by("-closed_at")
    return rows.assigned_to(user) if tab == "mine" else rows.to_rule()


def earlier_disputes(dispute: Dispute) -> QuerySet[Dispute]:
    """Closed disputes in which one of the two was a side."""
    contract = dispute.contract
    people = (contract.client_id, contract.freelancer_id)
    sides = Q(milestone__contract__client__in=people) | Q(milestone__contract__freelancer__in=people)
    rows = Dispute.objects.filter(sides).exclude(closed_at=None).exclude(pk=dispute.pk)
    return rows.select_related("milestone__contract__client", "milestone__contract__freelancer").order_by("-closed_at")


def similar_rulings(dispute: Dispute) -> QuerySet[Ruling]:
    """What was decided where the same was wrong, opened by the same side: the newest, of others' disputes."""
    same = Ruling.objects.filter(
        dispute__reason=dispute.reason, dispute__state=Dispute.State.CLOSED, given_at__isnull=False
    )
    opener = F(
        "dispute__milestone__contract__client" if dispute.is_by_client else "dispute__milestone__contract__freelancer"
    )
    rows = same.filter(dispute__opened_by=opener, to_freelancer_value=F("dispute__to_freelancer_value"))
    return rows.exclude(dispute=dispute).select_related("dispute__milestone__contract").order_by("-given_at")[:SIMILAR]


@dataclass(frozen=True, slots=True)
class DeskAccess:
    """Who opened the private talk, or gave the dispute `to` somebody (None: took it over), and why."""

    by: "User"
    at: datetime
    is_reading: bool
    to: "User | None"
    reason: str


def current_ruling(dispute: Dispute) -> dict[str, Any]:
    """What holds now and why, as the fields of a ruling: of those who gave this share in the last stage, of all of them
    where none did."""
    rulings = [each for each in dispute.rulings.all() if each.given_at and each.stage == dispute.stage]
    rulings = [each for each in rulings if each.to_freelancer_value == dispute.to_freelancer_value] or rulings
    return {
        "to_freelancer": dispute.to_freelancer_value,
        "grounds": list(dict.fromkeys(code for each in rulings for code in each.grounds)),
        "reasons_en": "\n\n".join(filter(None, (each.reasons_en for each in rulings))),
        "reasons_bn": "\n\n".join(filter(None, (each.reasons_bn for each in rulings))),
    }


def accesses_of(dispute: Dispute) -> list[DeskAccess]:
    """Who opened the private talk, why, and who handed it over, the last first."""
    rows = AuditEntry.objects.filter(on_type=Dispute._meta.label_lower, on_id=dispute.pk)
    rows = rows.filter(code__in=("dispute.talk_opened", "dispute.handed_over")).select_related("by").order_by("-pk")
    people = get_user_model().objects.in_bulk([int(each.facts["to"]) for each in rows if "to" in each.facts])
    return [
        DeskAccess(each.by, each.at, "to" not in each.facts, _receiver(each, people), each.facts.get("reason", ""))
        for each in rows
        if each.by is not None
    ]


def _receiver(entry: AuditEntry, people: Mapping[int, "User"]) -> "User | None":
    to = int(entry.facts.get("to", 0))
    return None if to == entry.by_id else people.get(to)


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

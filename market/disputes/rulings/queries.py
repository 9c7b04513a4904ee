"""Reads of the moderators' desk: what waits, similar rulings, and who opened what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet

from market.core.models import AuditEntry
from market.disputes.models import Dispute, Ruling

if TYPE_CHECKING:
    from market.accounts.models import User

SIMILAR = 6


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

"""What both sides read while deadlines of a contract wait for an outage."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.outage_actions import KINDS
from market.core.base import clock
from market.core.web.slots import slot_renderer
from market.messaging.models import Conversation
from market.training.models import DistrictOutage, MovedDeadline

TEMPLATE = "contracts/outages.html"


def outages_of(milestones: "QuerySet[Milestone]") -> list[dict[str, Any]]:
    """The running outages that moved deadlines of these milestones, each with how many hours. One statement."""
    now = clock.now()
    running = Q(outage__from_at__lte=now, outage__until_at__gt=now)
    rows = MovedDeadline.objects.filter(running, kind__in=KINDS, row__in=milestones.order_by().values("pk")).order_by()
    names = ("outage", "outage__reason", "outage__until_at", "outage__district__name_en", "outage__district__name_bn")
    by_outage: dict[int, dict[str, Any]] = {}
    for row in rows.values("kind", "row", *names).annotate(moved=Sum("by")):
        of_outage = by_outage.setdefault(row["outage"], {**row, "moved": timedelta(0)})
        of_outage["moved"] = max(of_outage["moved"], row["moved"])
    return [_shown(row) for row in by_outage.values() if row["moved"] > timedelta(0)]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = {language: row[f"outage__district__name_{language}"] for language in ("en", "bn")}
    reason = DistrictOutage.Reason(row["outage__reason"]).label
    hours = -(-row["moved"] // timedelta(hours=1))
    return {"names": names, "reason": reason, "until": row["outage__until_at"], "hours": hours}


def _of_contracts(contracts: "QuerySet[Contract]") -> dict[str, Any] | None:
    outages = outages_of(Milestone.objects.filter(contract__in=contracts.order_by().values("pk")))
    return {"outages": outages} if outages else None


@slot_renderer("contract.top", TEMPLATE)
def outages_of_contract(*, request: HttpRequest, contract: Contract, **more: Any) -> dict[str, Any] | None:
    """On the contract's page."""
    return _of_contracts(Contract.objects.filter(pk=contract.pk))


@slot_renderer("conversation.aside", TEMPLATE, order=1)
def outages_of_talk(*, request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any] | None:
    """Beside the conversation about its contracts."""
    return _of_contracts(Contract.objects.filter(conversation=conversation, state=Contract.State.ACTIVE))

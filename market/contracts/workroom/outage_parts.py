"""What both sides read while deadlines of a contract are later by an outage."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.outage_actions import KINDS
from market.contracts.workroom.transitions import WAIT_IN_OUTAGES
from market.core.base import clock
from market.core.web.slots import slot_renderer
from market.messaging.models import Conversation
from market.training.district_outages.present import Moved, moved_by
from market.training.models import MovedDeadline

TEMPLATE = "contracts/outages.html"
NAMES = (
    _("Work"),
    pgettext_lazy("deadline", "Changes"),
    _("Notice to cancel"),
    _("Refund without a delivery"),
)
WORDS = dict(zip(KINDS, NAMES, strict=True))


def outages_of(milestones: "QuerySet[Milestone]") -> dict[str, Any] | None:
    """The deadlines of these milestones that outages moved, and those outages that run. Two statements at most."""
    milestones = milestones.filter(state__in=Milestone.DUE)
    rows = MovedDeadline.objects.filter(kind__in=KINDS, row__in=milestones.order_by().values("pk"))
    by_deadline: dict[tuple[int, str], list[MovedDeadline]] = defaultdict(list)
    for row in rows.select_related("outage__district").order_by("pk"):
        by_deadline[row.row, row.kind].append(row)
    if not by_deadline:
        return None
    instants = {row["pk"]: row for row in milestones.order_by().values("pk", "state", *WAIT_IN_OUTAGES)}
    shown = [
        (WORDS[kind], moved)
        for (pk, kind), moves in sorted(by_deadline.items())
        if (due := _runs(instants.get(pk, {}), kind.removeprefix("milestone."))) and (moved := moved_by(moves, due))
    ]
    return {"moved": shown, "outages": _running([moved for _words, moved in shown])} if shown else None


def _runs(instants: dict[str, Any], column: str) -> datetime | None:
    """When it is due, unless it is of the work while changes are due."""
    state = instants.get("state")
    if column in Milestone.DUE.values() and state and column != Milestone.DUE.get(Milestone.State(state)):
        return None
    return instants.get(column)


def _running(moved: list[Moved]) -> list[dict[str, Any]]:
    now, hours = clock.now(), dict[Any, int]()
    for each in moved:
        if each.outage.from_at <= now < each.outage.until_at:
            by = -((each.before - each.due) // timedelta(hours=1))
            hours[each.outage] = max(by, hours.get(each.outage, 0))
    return [{"outage": outage, "hours": by} for outage, by in hours.items()]


def _of_contracts(contracts: "QuerySet[Contract]") -> dict[str, Any] | None:
    return outages_of(Milestone.objects.filter(contract__in=contracts.order_by().values("pk")))


@slot_renderer("contract.top", TEMPLATE)
def outages_of_contract(*, request: HttpRequest, contract: Contract, **more: Any) -> dict[str, Any] | None:
    """On the contract's page."""
    return _of_contracts(Contract.objects.filter(pk=contract.pk))


@slot_renderer("conversation.aside", TEMPLATE, order=1)
def outages_of_talk(*, request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any] | None:
    """Beside the conversation about its contracts."""
    return _of_contracts(Contract.objects.filter(conversation=conversation, state=Contract.State.ACTIVE))

"""Deadlines of freelancers in contracts wait where there is an outage: their work, and what takes held money back from
them. Those of clients, which silence turns in the freelancer's favour, stay as they are, and so does the last day of
holding, which the payment provider sets.

Locks: contract, milestone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.transitions import WAIT_IN_OUTAGES, set_deadline
from market.core.base import clock
from market.training.district_outages.moving_actions import waits_in_outages

State = Milestone.State
KINDS = tuple(f"milestone.{column}" for column in WAIT_IN_OUTAGES)


def _running(*states: str) -> QuerySet[Milestone]:
    return Milestone.objects.filter(state__in=states, frozen_at=None)


def _in_work() -> QuerySet[Milestone]:
    return _running(State.FUNDED)


def _in_changes() -> QuerySet[Milestone]:
    return _running(State.CHANGES_REQUESTED)


def _undelivered() -> QuerySet[Milestone]:
    return _running(State.FUNDED, State.CHANGES_REQUESTED)


def _taking(rows: Callable[[], QuerySet[Milestone]]) -> Callable[[int], Milestone | None]:
    def take(pk: int) -> Milestone | None:
        contract = Contract.objects.select_for_update(no_key=True).filter(milestones=pk).first()
        if contract is None:
            return None
        locked = rows().select_related("contract__freelancer").select_for_update(of=("self",), no_key=True)
        return locked.filter(pk=pk).first()

    return take


def _last_day(milestone: Milestone) -> datetime | None:
    """The last day on which the money can be held."""
    return milestone.last_day_at


WHOSE: Any = {"person": "contract__freelancer", "latest": _last_day, "since": "funded_at"}


@waits_in_outages(KINDS[0], _in_work, "work_due_at", take=_taking(_in_work), **WHOSE)
@waits_in_outages(KINDS[1], _in_changes, "changes_due_at", take=_taking(_in_changes), **WHOSE)
def move_work(milestone: Milestone, due: datetime, by: timedelta) -> None:
    """The work, or the changes asked for. What is not late any more is not cancelled."""
    set_deadline(milestone, due, at=clock.now())


@waits_in_outages(KINDS[2], _in_work, "cancel_at", take=_taking(_in_work), **WHOSE)
def move_cancel(milestone: Milestone, due: datetime, by: timedelta) -> None:
    """The client's notice to cancel late work, and the freelancer's reminder of it."""
    milestone.cancel_at = due
    milestone.cancel_reminder_at = milestone.cancel_reminder_at + by if milestone.cancel_reminder_at else None
    milestone.save(update_fields=["cancel_at", "cancel_reminder_at"])


@waits_in_outages(KINDS[3], _undelivered, "idle_refund_at", take=_taking(_undelivered), **WHOSE)
def move_idle(milestone: Milestone, due: datetime, by: timedelta) -> None:
    """Held money without a delivery, which goes back by itself; the warning moves along, if it is still to come."""
    milestone.idle_refund_at = due
    milestone.idle_notice_at = milestone.idle_notice_at + by if milestone.idle_notice_at else None
    milestone.save(update_fields=["idle_refund_at", "idle_notice_at"])

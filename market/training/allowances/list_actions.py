"""The list of a phase and month: one officer makes it from the rule, lines are corrected with a reason, and another
officer approves it (in `payments.allowances`, which reserves the money) or refuses it here.

Locks are taken in the order programme -> phase -> list -> line: a rule is not confirmed for a month of which a list is
being made, and of two phases only one lists a trainee who was moved.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.events import emit
from market.core.base.money import Money
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.core.text.locale import by_language
from market.training.allowances import events
from market.training.allowances.models import CURRENCY
from market.training.allowances.months import Entitlement, entitlements, first_of, month_name, rule_of, this_month
from market.training.allowances.refusals import (
    ListChanged,
    ListDecided,
    ListWaits,
    MonthNotOver,
    NobodyToPay,
    NoRule,
    NotPayable,
    OwnAllowance,
)
from market.training.certificates.actions import require_officer
from market.training.issuing.actions import officers
from market.training.models import AllowanceCorrection, AllowanceLine, AllowanceList, Phase, Programme

State = AllowanceList.State
APPROVING = act_of_two("allowance_list", User.Role.OFFICER)
REASON_LENGTH = 500


@atomic
def make_allowance_list(*, by: User, phase_id: int, month: date) -> AllowanceList:
    """Make the list of a month that is over; once one was approved, an additional list of who is not paid yet.

    Raises NotFound, NotAllowed, MonthNotOver, NoRule, ListWaits, NobodyToPay.
    """
    seen, month = fetch(Phase.objects.visible_to(by), phase_id), first_of(month)
    require_officer(by)
    lock(Programme.objects.all(), seen.programme_id)
    phase = lock(Phase.objects.select_related("programme"), phase_id)
    if month >= this_month():
        raise MonthNotOver
    before = AllowanceList.objects.filter(phase=phase, month=month).exclude(state=State.REFUSED)
    if before.waiting().exists():
        raise ListWaits
    rule = rule_of(phase.programme_id, month)
    if rule is None:
        raise NoRule
    number = before.count() + 1
    due = _due(entitlements(phase, month, rule), month, is_first=number == 1)
    if not due:
        raise NobodyToPay
    columns = {"phase": phase, "month": month, "number": number, "rule": rule, "made_by": by, "made_at": clock.now()}
    row = AllowanceList.objects.create(**columns)
    AllowanceLine.objects.bulk_create(_line(row, each) for each in due)
    emit(events.ListMade(**facts_of(row), officer=by), on=row, by=by, to=officers().exclude(pk=by.pk))
    return row


def _due(rows: Sequence[Entitlement], month: date, *, is_first: bool) -> list[Entitlement]:
    """Who goes on a list: none who is paid for the month; on an additional one, whoever is new or is paid by it."""
    lines = AllowanceLine.objects.filter(month=month, is_void=False)
    of = lines.filter(trainee__in=[each.enrolment.trainee_id for each in rows])
    paid, listed = set(of.paying().values_list("trainee", flat=True)), set(of.values_list("enrolment", flat=True))
    unpaid = [each for each in rows if each.enrolment.trainee_id not in paid]
    return [each for each in unpaid if is_first or each.value or each.enrolment.pk not in listed]


def _line(row: AllowanceList, due: Entitlement) -> AllowanceLine:
    return AllowanceLine(
        list=row,
        enrolment=due.enrolment,
        trainee_id=due.enrolment.trainee_id,
        month=row.month,
        attended=due.share.attended,
        counted=due.share.counted,
        needed=due.needed,
        outcome=due.outcome,
        amount_value=due.value,
    )


def facts_of(row: AllowanceList) -> dict[str, Any]:
    """Which list it is, for events."""
    return {"phase": row.phase.number, "month": by_language(lambda: month_name(row.month))}


@atomic
def correct_allowance_line(*, by: User, line_id: int, is_paid: bool, reason: str) -> AllowanceLine:
    """Pay a line that the rule does not, or the reverse, with a reason that is kept. The amount is always that of the
    rule.

    Raises NotFound, NotAllowed, OwnAllowance, ListDecided, NotPayable, Invalid at "reason".
    """
    require_officer(by)
    row = _locked(by, fetch(AllowanceLine.objects.all(), line_id).list_id)
    line = lock(AllowanceLine.objects.all(), line_id)
    _require_not_own(by, line)
    text = written_reason(reason, REASON_LENGTH)
    value = row.rule.monthly_value if is_paid else Decimal(0)
    if value == line.amount_value:
        return line
    others = AllowanceLine.objects.filter(trainee=line.trainee_id, month=line.month, is_void=False).exclude(pk=line.pk)
    if value and others.paying().exists():
        raise NotPayable
    before, line.amount_value = line.amount_value, value
    line.save(update_fields=["amount_value"])
    AllowanceCorrection.objects.create(
        line=line, before_value=before, after_value=value, reason=text, by=by, at=clock.now()
    )
    row.version += 1
    row.save(update_fields=["version"])
    corrected = events.LineCorrected(before=Money(before, CURRENCY), after=line.amount, line=line.pk)
    emit(corrected, on=row, by=by)
    return line


@atomic
def refuse_allowance_list(*, by: User, list_id: int, reason: str) -> AllowanceList:
    """Nothing of it is paid, and another list can be made. Who made it takes it back likewise.

    Raises NotFound, NotAllowed, ListDecided, Invalid at "reason".
    """
    row = _locked(by, list_id)
    row.reason = written_reason(reason, REASON_LENGTH)
    _end(row, State.REFUSED, by)
    row.lines.update(is_void=True)
    emit(
        events.ListRefused(**facts_of(row), officer=by, why=Written(by, row.reason)), on=row, by=by, to=_maker(row, by)
    )
    return row


def _maker(row: AllowanceList, by: User) -> list[User]:
    return [] if row.made_by_id == by.pk else [row.made_by]


def lock_to_approve(by: User, list_id: int, version: int) -> AllowanceList:
    """The list, locked, for another officer who has seen this version of it.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OwnAllowance, ListDecided, ListChanged.
    """
    row = _locked(by, list_id)
    APPROVING.require(by, first=[row.made_by_id, *(each.pk for each in correctors_of(row))])
    if row.lines.filter(trainee=by).exists():
        raise OwnAllowance
    if row.version != version:
        raise ListChanged
    return row


def correctors_of(row: AllowanceList) -> "QuerySet[User]":
    """The officers who corrected a line of it."""
    return User.objects.filter(pk__in=AllowanceCorrection.objects.filter(line__list=row).values("by"))


def mark_approved(row: AllowanceList, by: User) -> None:
    """The money of a locked list is reserved: it is fixed from now on."""
    _end(row, State.APPROVED, by)
    emit(events.ListApproved(**facts_of(row), officer=by), on=row, by=by, to=_maker(row, by))


def _locked(by: User, list_id: int) -> AllowanceList:
    rows = AllowanceList.objects.visible_to(by).select_related("phase__programme", "rule", "made_by")
    row = lock(rows, list_id)
    require_officer(by)
    if row.state != State.PREPARED:
        raise ListDecided
    return row


def _require_not_own(by: User, line: AllowanceLine) -> None:
    if line.trainee_id == by.pk:
        raise OwnAllowance


def _end(row: AllowanceList, state: str, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, clock.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])

"""The rule of allowances: one officer proposes it, another one confirms it. What counts is never changed."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.money import Money
from market.core.base.reasons import written_reason
from market.training.allowances import events
from market.training.allowances.models import CURRENCY
from market.training.allowances.months import first_of
from market.training.allowances.refusals import MonthHasRule, RuleDecided
from market.training.certificates.actions import require_officer
from market.training.issuing.actions import officers
from market.training.models import AllowanceList, AllowanceRule, Programme

State = AllowanceRule.State
CONFIRMING = act_of_two("allowance_rule", User.Role.OFFICER)
REASON_LENGTH = 500
MOST = Decimal(100000)  # taka in a month


@atomic
def propose_allowance_rule(
    *, by: User, programme_id: int, monthly: Decimal, least_percent: int, valid_from: date
) -> AllowanceRule:
    """Propose what months from that of `valid_from` on bring. Another officer confirms it.

    Raises NotAllowed, NotFound, MonthHasRule, Invalid at each field.
    """
    require_officer(by)
    programme, month = lock(Programme.objects.all(), programme_id), first_of(valid_from)
    if not 0 < monthly <= MOST:
        raise Invalid(errors={"monthly": [_("Give an amount above zero.")]})
    if not 0 <= least_percent <= 100:
        raise Invalid(errors={"least_percent": [_("Give a share from 0 to 100 percent.")]})
    if not first_of(programme.starts_on) <= month <= programme.ends_on:
        raise Invalid(errors={"valid_from": [_("Choose a month of the programme.")]})
    _require_free(programme, month)
    columns = {"monthly_value": monthly, "least_percent": least_percent, "valid_from": month}
    rule = AllowanceRule.objects.create(programme=programme, made_by=by, made_at=clock.now(), **columns)
    proposed = events.RuleProposed(monthly=Money(monthly, CURRENCY), percent=least_percent, officer=by)
    emit(proposed, on=rule, by=by, to=_others(by))
    return rule


def _others(by: User) -> "QuerySet[User]":
    return officers().exclude(pk=by.pk)


def _require_free(programme: Programme, month: date, *, but: int = 0) -> None:
    same = AllowanceRule.objects.filter(programme=programme, valid_from=month).exclude(state=State.REFUSED)
    listed = AllowanceList.objects.filter(phase__programme=programme, month__gte=month)
    if same.exclude(pk=but).exists() or listed.exclude(state="refused").exists():
        raise MonthHasRule


@atomic
def confirm_allowance_rule(*, by: User, rule_id: int) -> AllowanceRule:
    """Another officer confirms it: it counts from its month on.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OnePerson, RuleDecided, and MonthHasRule where a list was
    made meanwhile.
    """
    rule = _locked(by, rule_id)
    CONFIRMING.require(by, first=[rule.made_by_id])
    _require_free(rule.programme, rule.valid_from, but=rule.pk)
    return _decide(rule, State.CONFIRMED, by)


@atomic
def refuse_allowance_rule(*, by: User, rule_id: int, reason: str) -> AllowanceRule:
    """It does not count; who proposed it takes it back likewise. Raises the same, Invalid at "reason"."""
    rule = _locked(by, rule_id)
    rule.reason = written_reason(reason, REASON_LENGTH)
    return _decide(rule, State.REFUSED, by)


def _locked(by: User, rule_id: int) -> AllowanceRule:
    """The rule that waits, locked after its programme."""
    row = fetch(AllowanceRule.objects.visible_to(by), rule_id)
    require_officer(by)
    lock(Programme.objects.all(), row.programme_id)
    rule = lock(AllowanceRule.objects.select_related("programme", "made_by"), rule_id)
    if rule.state != State.PROPOSED:
        raise RuleDecided
    return rule


def _decide(rule: AllowanceRule, state: str, by: User) -> AllowanceRule:
    rule.state, rule.decided_by, rule.decided_at = state, by, clock.now()
    rule.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    decided = events.RuleConfirmed if state == State.CONFIRMED else events.RuleRefused
    emit(decided(monthly=rule.monthly, percent=rule.least_percent), on=rule, by=by)
    return rule

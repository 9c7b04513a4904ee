"""Allowances: a rule, money in the fund, and a list in each state; Rina's is paid where her batch has a month that is
over."""

from decimal import Decimal
from itertools import islice

from market.accounts.models import User
from market.core.base import clock
from market.core.base.money import Money
from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.paying_actions import pay_allowance
from market.payments.allowances.queries import MonthToList, months_to_list
from market.payments.ledger.allowance_postings import post_fund_in
from market.payments.models import Allowance, Payout
from market.payments.payouts.sending_actions import mark_payout_paid
from market.training.allowances.list_actions import make_allowance_list, refuse_allowance_list
from market.training.allowances.months import entitlements, first_of
from market.training.allowances.rule_actions import confirm_allowance_rule, propose_allowance_rule
from market.training.models import AllowanceList, AllowanceRule, Enrolment, Programme

MONTHLY, LEAST_PERCENT, GRANT = Decimal(500), 70, Decimal(900000)
WRONG = "দুটি ক্লাসের হাজিরা এখনো বাকি, তারপর আবার করুন।"


def make_allowances(people: dict[str, User]) -> None:
    """The month before of Rina's phase is paid; of other phases one month is refused, one waits."""
    if AllowanceRule.objects.exists():
        return
    oli, onu = people["oli"], people["onu"]
    today = clock.local(clock.now()).date()
    programme = Programme.objects.filter(starts_on__lte=today).first()
    if programme is None:
        return
    rule = propose_allowance_rule(
        by=oli,
        programme_id=programme.pk,
        monthly=MONTHLY,
        least_percent=LEAST_PERCENT,
        valid_from=first_of(programme.starts_on),
    )
    confirm_allowance_rule(by=onu, rule_id=rule.pk)
    post_fund_in("demo-grant", Money(GRANT, "BDT"), rail="bank")
    place = Enrolment.objects.filter(trainee=people["rina"]).studying().select_related("batch").last()
    phase = place.batch.phase_id if place else None
    months = list(reversed(months_to_list()))
    own = (each for each in months if each.phase.pk == phase and people["rina"].pk in _paid(each, rule))
    others = (each for each in months if each.phase.pk != phase and _paid(each, rule))
    for each in islice(own, 1):
        _approve(_make(each, oli), onu)
        _pay(people["rina"])
    for each in islice(others, 1):
        _make(each, oli)
    for each in islice(others, 1):
        refuse_allowance_list(by=onu, list_id=_make(each, oli).pk, reason=WRONG)


def _paid(month: MonthToList, rule: AllowanceRule) -> set[int]:
    """The trainees (by id) whom a list of the month would pay."""
    return {each.enrolment.trainee_id for each in entitlements(month.phase, month.month, rule) if each.value}


def _make(month: MonthToList, officer: User) -> AllowanceList:
    return make_allowance_list(by=officer, phase_id=month.phase.pk, month=month.month)


def _approve(row: AllowanceList, officer: User) -> None:
    """Whoever has no account yet waits for one."""
    approve_allowance_list(by=officer, list_id=row.pk, version=row.version)
    without = Allowance.objects.due().filter(line__list=row).exclude(trainee__payout_methods__state="active")
    Allowance.objects.filter(pk__in=list(without.values_list("pk", flat=True))).update(pay_at=None)


def _pay(trainee: User) -> None:
    for allowance in Allowance.objects.due().filter(trainee=trainee).exclude(pay_at=None):
        pay_allowance(allowance_id=allowance.pk)
        for payout in Payout.objects.filter(allowance=allowance, rail="bank"):
            mark_payout_paid(payout_id=payout.pk)

"""What the state machines of money share: jobs that fail and are retried, and what has to add up after each step."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.money import total
from market.payments.models import Chargeback, Debt, Payout
from market.payments.queries import balances_of
from tests import make
from tests.properties.balances import balances

State = Milestone.State


def assert_milestone_adds_up(milestone: Milestone) -> None:
    """What was paid for it is held, released, refunded or was taken by a bank."""
    lost_chargebacks = Chargeback.objects.filter(funding__milestone=milestone, state="lost")
    charged_back = sum((each.held_value for each in lost_chargebacks), Decimal(0))
    accounted_for = milestone.held_value + milestone.released_value + milestone.refunded_value + charged_back
    assert accounted_for in (0, milestone.amount_value)
    ended_with_money = milestone.state in Milestone.ENDS and milestone.held_value
    assert not ended_with_money, milestone.state
    assert not accounted_for or milestone.state not in (State.AWAITING_FUNDING, State.LAPSED, State.DROPPED)


def assert_freelancer_has_what_was_released(contract: Contract) -> None:
    """All that was released in the contract's currency is somewhere, and no more was sent out."""
    currency = contract.currency
    balance = next(each for each in balances_of(contract.freelancer) if each.currency == currency)
    payouts = Payout.objects.filter(currency=currency).exclude(state="failed")
    sent_out = sum((each.amount_value for each in payouts), Decimal(0))
    assert balance.in_transit.amount + balance.paid_out.amount <= sent_out
    milestones = Milestone.objects.filter(contract__freelancer=contract.freelancer, currency=currency)
    released = sum((each.released_value for each in milestones), Decimal(0))
    released -= sum((each.earned_value for each in Chargeback.objects.filter(currency=currency)), Decimal(0))
    total = balance.clearing + balance.payable + balance.in_transit + balance.paid_out
    assert total.amount == released


def assert_freelancer_has_what_is_theirs(one: Contract) -> None:
    """What was released in the contract's currency is where the freelancer has it, went back, or paid a debt."""
    currency, freelancer = one.currency, one.freelancer
    of = {"contract__freelancer": freelancer, "currency": currency}
    rows = list(Milestone.everything.filter(**of))
    released = total([each.released_value for each in rows])
    given_back = total([each.given_back_value for each in rows])
    debts = list(Debt.objects.filter(freelancer=freelancer, currency=currency))
    passed_on = total([each.passed_on_value for each in debts])  # of what was given back, by what was earned later
    taken = total([each.earned_value for each in Chargeback.objects.filter(currency=currency)])
    exchanged = balances(account__kind="exchange").get(("exchange", currency), Decimal(0))
    paid_debts = balances(transaction__kind="debt_paid").get(("receivable", currency), Decimal(0))
    balance = next(each for each in balances_of(freelancer) if each.currency == currency)
    there = balance.clearing + balance.payable + balance.in_transit + balance.paid_out
    assert there.amount == released - taken - (given_back - passed_on) - paid_debts - exchanged
    assert balance.owed.amount == total([each.left_value for each in debts])


def run_jobs() -> None:
    """Run jobs as the worker does: a failed job is retried up to three times."""
    retries: dict[int, int] = {}
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("attempts", "id").first():
        set_job(job.pk, "succeeded")
        try:
            make.app.tasks[job.task_name].func(**job.args)
        except DomainError:
            retries[job.pk] = retries.get(job.pk, 0) + 1
            set_job(job.pk, "todo" if retries[job.pk] < 4 else "failed")
        except BaseException:  # the process died with it: another one finds the job
            set_job(job.pk, "todo")
            raise


def set_job(pk: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1 WHERE id = %s", [status, pk])


def pass_time(by: timedelta) -> None:
    """Time passes at the providers, while no job of ours runs; those that wait will not run later either."""
    clock.advance(by, between=lambda: 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")


def ignore_refusal(act: Any) -> None:
    with suppress(DomainError):
        act()

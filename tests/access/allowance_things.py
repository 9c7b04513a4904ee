"""Allowances for the access matrix: another officer's rule and list, and Rina's months in every state."""

from datetime import date, timedelta
from decimal import Decimal

from market.accounts.models import User
from market.core.base import clock
from market.core.base.money import Money
from market.payments.ledger.allowance_postings import post_allowance, post_fund_in
from market.payments.models import Allowance, AllowanceQuestion, Payout
from market.training.allowances.months import first_of
from market.training.models import AllowanceLine, AllowanceList, AllowanceRule, Enrolment, GuideCopy

FIVE_HUNDRED = Decimal(500)


def make_allowances(oli: User, other: User, place: Enrolment, neighbour: Enrolment) -> dict[str, object]:
    """`place` is Rina's; `neighbour` stands on the list that waits."""
    programme, now = place.batch.phase.programme, clock.now()
    month = first_of(now.date() - timedelta(days=70))
    made = {"made_by": other, "made_at": now}
    columns = {"programme": programme, "monthly_value": FIVE_HUNDRED, "least_percent": 70, **made}
    rule = AllowanceRule.objects.create(**columns, valid_from=month, state="confirmed", decided_by=oli, decided_at=now)
    later = AllowanceRule.objects.create(**columns, valid_from=first_of(now.date() + timedelta(days=70)))
    waiting = AllowanceList.objects.create(phase=place.batch.phase, month=month, rule=rule, **made)
    post_fund_in("access", Money(FIVE_HUNDRED * 9, "BDT"), rail="bank")
    paid, due = (_allowance(rule, place, month, number, oli, other) for number in (2, 3))
    Allowance.objects.filter(pk=paid.pk).update(state="paid", ended_at=now)
    Payout.objects.create(
        freelancer=place.trainee,
        allowance=paid,
        rail="bank",
        amount_value=500,
        currency="BDT",
        created_at=now,
        state="paid",
    )
    Allowance.objects.filter(pk=due.pk).update(failure="The account number is wrong.")
    GuideCopy.objects.create(enrolment=place, state="missing", changed_at=now)
    question = AllowanceQuestion.objects.create(line=due.line, kind="line", text="?", asked_at=now, due_at=now)
    return {
        "rule_id": later.pk,
        "list_id": waiting.pk,
        "line_id": _line(waiting, neighbour).pk,
        "month": f"{month:%Y-%m}",
        "own.line_id": paid.line_id,
        "allowance_id": paid.pk,
        "due.allowance_id": due.pk,
        "question_id": question.pk,
    }


def _line(row: AllowanceList, place: Enrolment) -> AllowanceLine:
    counts = {"attended": 8, "counted": 10, "needed": 7, "outcome": "reached", "amount_value": FIVE_HUNDRED}
    return AllowanceLine.objects.create(list=row, enrolment=place, trainee=place.trainee, month=row.month, **counts)


def _allowance(rule: AllowanceRule, place: Enrolment, month: date, number: int, oli: User, other: User) -> Allowance:
    """That of the month so many months before."""
    before = first_of(month - timedelta(days=31 * number - 15))
    decided = {"state": "approved", "made_by": other, "made_at": clock.now(), "decided_by": oli}
    row = AllowanceList.objects.create(
        phase=place.batch.phase, month=before, rule=rule, decided_at=clock.now(), **decided
    )
    allowance = Allowance.objects.create(
        line=_line(row, place), trainee=place.trainee, amount_value=FIVE_HUNDRED, approved_at=clock.now()
    )
    post_allowance(allowance)
    return allowance

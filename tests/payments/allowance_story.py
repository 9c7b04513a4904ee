"""Short ways to allowances: a batch with classes whose roll was called, a rule, a fund, and lists."""

from datetime import date, timedelta
from decimal import Decimal

from market.accounts.models import User
from market.core.base import clock
from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.question_actions import ask_about_allowance
from market.payments.ledger.allowance_postings import post_fund_in
from market.payments.models import Allowance, AllowanceQuestion
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.models import PayoutMethod
from market.training.allowances.list_actions import make_allowance_list
from market.training.allowances.months import bounds, first_of
from market.training.allowances.rule_actions import confirm_allowance_rule, propose_allowance_rule
from market.training.models import AllowanceList, AllowanceRule, AttendanceMark, Batch, ClassSession, Enrolment
from tests.payments.bank_story import details, taka
from tests.training.plan_story import enrolled, planned_batch, today

MONTHLY = Decimal(500)


def month_before() -> date:
    """The first day of the month that is over."""
    return first_of(first_of(today()) - timedelta(days=1))


def batch_of_last_month(officer: User, classes: int = 10) -> Batch:
    """One whose classes lie in the month that is over, their roll called."""
    batch, month = planned_batch(officer), month_before()
    since, _until = bounds(month)
    batch.sessions.all().delete()
    for number in range(1, classes + 1):
        at = since + timedelta(days=2 * number - 1, hours=20)
        fields = {"starts_at": at, "ends_at": at + timedelta(minutes=90), "rolled_at": at, "kind": "live"}
        ClassSession.objects.create(batch=batch, number=number, **fields)
    Batch.objects.filter(pk=batch.pk).update(started_on=month, ended_on=today() + timedelta(days=120))
    batch.phase.programme.starts_on = month - timedelta(days=40)
    batch.phase.programme.save()
    batch.refresh_from_db()
    return batch


def trainee_of(batch: Batch, trainee: User, attended: int, seat: int = 1) -> Enrolment:
    """A trainee who was in so many of the classes."""
    place = enrolled(batch, trainee, seat=seat)
    Enrolment.objects.filter(pk=place.pk).update(
        offered_at=bounds(month_before())[0] - timedelta(days=5), name_en=f"{trainee.display_name} Private"
    )
    for session in batch.sessions.order_by("number")[:attended]:
        AttendanceMark.objects.create(
            session=session, enrolment=place, source="roll", value="present", by=trainee, at=clock.now()
        )
    place.refresh_from_db()
    return place


def rule(batch: Batch, oli: User, onu: User, percent: int = 70) -> AllowanceRule:
    """500 taka a month, from seven of ten classes on."""
    row = propose_allowance_rule(
        by=oli,
        programme_id=batch.phase.programme_id,
        monthly=MONTHLY,
        least_percent=percent,
        valid_from=month_before(),
    )
    return confirm_allowance_rule(by=onu, rule_id=row.pk)


def fund(amount: str = "10000.00") -> None:
    """Money in the fund, at the bank."""
    post_fund_in(f"test-{clock.now().timestamp()}", taka(amount), rail="bank")


def listed(batch: Batch, officer: User) -> AllowanceList:
    """The list of the month that is over."""
    return make_allowance_list(by=officer, phase_id=batch.phase_id, month=month_before())


def approved(batch: Batch, oli: User, onu: User) -> AllowanceList:
    """The same, approved by another officer."""
    row = listed(batch, oli)
    return approve_allowance_list(by=onu, list_id=row.pk, version=row.version)


def account_of(trainee: User, **changes: str) -> PayoutMethod:
    """A bank account in the name of the place."""
    return set_payout_method(by=trainee, details=details(f"{trainee.display_name} Private", **changes))


def allowance_of(trainee: User) -> Allowance:
    """The trainee's allowance, as it is now."""
    return Allowance.objects.get(trainee=trainee)


def ask(allowance: Allowance, trainee: User, **more: str) -> AllowanceQuestion:
    """The trainee asks about the month of it."""
    words = {"kind": "line", "text": "One class more."} | more
    return ask_about_allowance(by=trainee, line_id=allowance.line_id, **words)


def paid(allowance: Allowance) -> None:
    """It has arrived, whatever the books say."""
    Allowance.objects.filter(pk=allowance.pk).update(state="paid", pay_at=None, ended_at=clock.now())

"""Deadlines of allowances."""

from market.core.base.row_deadlines import row_deadline
from market.payments.allowances import paying_actions, question_actions
from market.payments.models import Allowance, AllowanceQuestion


@row_deadline(Allowance.objects.due, "pay_at")
def pay_allowances(allowance_id: int) -> None:
    """Allowances that are reserved, and of which a payout is to begin."""
    paying_actions.pay_allowance(allowance_id=allowance_id)


@row_deadline(AllowanceQuestion.objects.waiting, "remind_at")
def remind_of_allowance_questions(question_id: int) -> None:
    """Questions about allowances that the office has not answered."""
    question_actions.remind_of_allowance_question(question_id=question_id)

"""What trainees say of an allowance (it has arrived, it has not, it is wrong), and what the office answers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import Address, emit
from market.core.base.payloads import HomeTime, Written
from market.core.base.reasons import written_reason
from market.core.base.reminders import next_reminder
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.payments.allowances import events
from market.payments.allowances.paying_actions import AllowanceElsewhere
from market.payments.models import Allowance, AllowanceQuestion
from market.training.allowances.months import month_name
from market.training.models import AllowanceLine

Kind = AllowanceQuestion.Kind
TEXT_LENGTH = 1000
REMINDERS = (timedelta(days=3), timedelta(days=1), timedelta(0))  # before the answer is due; the last: it is late


class QuestionEnded(DomainError):
    help = "programme#allowances"
    code = "allowance_question_ended"
    sentence = _("This question has its answer already. Load the page anew to see it.")


class OwnQuestion(NotAllowed):
    help = "programme#allowances"
    code = "own_allowance_question"
    sentence = _("This is your own question: somebody else answers it.")


@atomic
def confirm_allowance(*, by: User, allowance_id: int) -> Allowance:
    """The trainee has the money. Ends a question whether it has arrived. Repeated, nothing changes.

    Raises NotFound, AllowanceElsewhere before it was paid.
    """
    allowance = lock(Allowance.objects.filter(trainee=by), allowance_id)
    if allowance.state != Allowance.State.PAID:
        raise AllowanceElsewhere
    if allowance.confirmed_at is None:
        allowance.confirmed_at = clock.now()
        allowance.save(update_fields=["confirmed_at"])
        emit(events.AllowanceConfirmed(amount=allowance.amount), on=allowance, by=by)
        open_ones = AllowanceQuestion.objects.waiting().filter(line=allowance.line_id, kind=Kind.NOT_ARRIVED)
        open_ones.update(ended_at=clock.now(), remind_at=None)
    return allowance


@atomic
def ask_about_allowance(*, by: User, line_id: int, kind: str, text: str = "") -> AllowanceQuestion:
    """Ask the office about a month. While one question waits, that one is returned.

    Raises NotFound, AllowanceElsewhere for money that was not paid yet or is confirmed, Invalid at "kind" and "text".
    """
    line = lock(AllowanceLine.objects.visible_to(by).filter(trainee=by), line_id)
    if (waiting := line.questions.waiting().first()) is not None:
        return waiting
    if kind not in Kind.values:
        raise Invalid(errors={"kind": [_("Choose one of these.")]})
    is_unconfirmed = Allowance.objects.unconfirmed().filter(line=line).exists()
    if kind == Kind.NOT_ARRIVED and not is_unconfirmed:
        raise AllowanceElsewhere
    text = nfc(text).strip()
    require_length("text", text, TEXT_LENGTH)
    if kind == Kind.LINE and not text:
        raise Invalid(errors={"text": [_("Write what is wrong.")]})
    now = clock.now()
    due = now + timedelta(days=settings.LIFECYCLE.allowance_answer_days)
    row = AllowanceQuestion(line=line, kind=kind, text=text, asked_at=now, due_at=due)
    row.remind_at = next_reminder(due, REMINDERS, after=now)
    row.save()
    event = events.AllowanceMissing if kind == Kind.NOT_ARRIVED else events.AllowanceQuestionAsked
    emit(event(**_facts(row)), on=row, by=by, to=_office(row).exclude(pk=by.pk))
    return row


def _facts(row: AllowanceQuestion) -> dict[str, Any]:
    month = by_language(lambda: month_name(row.line.month))
    return {"trainee": row.line.trainee, "month": month, "due": HomeTime(row.due_at)}


def _office(row: AllowanceQuestion) -> QuerySet[User]:
    """Officers; operators too where money is looked for."""
    return User.objects.filter(is_active=True, roles__overlap=_roles(row)).order_by("pk")


def _roles(row: AllowanceQuestion) -> list[str]:
    return [str(User.Role.OFFICER)] + [str(User.Role.OPERATOR)] * (row.kind == Kind.NOT_ARRIVED)


@atomic
def remind_of_allowance_question(*, question_id: int) -> None:
    """Remind the office of a question, or tell it that the answer is late. Again, nothing changes."""
    row = lock(AllowanceQuestion.objects.select_related("line__trainee"), question_id)
    now = clock.now()
    if row.ended_at is not None or row.remind_at is None or row.remind_at > now:
        return
    row.remind_at = next_reminder(row.due_at, REMINDERS, after=now)
    row.save(update_fields=["remind_at"])
    event = events.AllowanceQuestionLate if row.is_late else events.AllowanceQuestionWaits
    emit(event(**_facts(row)), on=row, by=None, to=_office(row))


@atomic
def answer_allowance_question(*, by: User, question_id: int, answer: str) -> AllowanceQuestion:
    """An officer answers (an operator too, where money is looked for), and the trainee reads it.

    Raises NotFound, NotAllowed, NotInAnEmergency, OwnQuestion, QuestionEnded, Invalid at "answer".
    """
    rows = AllowanceQuestion.objects.visible_to(by)
    fetch(rows, question_id)
    row = lock(rows.select_related("line__trainee"), question_id)
    require_own_role(by, *_roles(row))
    if row.line.trainee_id == by.pk:
        raise OwnQuestion
    if row.ended_at is not None:
        raise QuestionEnded
    row.answer = _written_answer(answer)
    row.answered_by, row.ended_at, row.remind_at = by, clock.now(), None
    row.save(update_fields=["answer", "answered_by", "ended_at", "remind_at"])
    answered = events.AllowanceQuestionAnswered(month=_facts(row)["month"], answer=Written(by, row.answer))
    emit(answered, on=row, by=by, to=[row.line.trainee], page=Address(reverse("my_allowances")))
    return row


def _written_answer(text: str) -> str:
    try:
        return written_reason(text, TEXT_LENGTH)
    except Invalid as wrong:
        raise Invalid(errors={"answer": wrong.errors["reason"]}) from wrong

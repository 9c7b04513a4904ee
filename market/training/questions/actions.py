"""Trainees ask about a class, before it too; a trainer answers once for all. Who asks, only trainers read."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.training.classes.adding_actions import TEXT_LENGTH, clean_text, teaches
from market.training.classes.models import class_name
from market.training.classes.news_actions import tell_news
from market.training.models import ClassQuestion, ClassSession
from market.training.questions import events

QUESTION_LENGTH = 1000
MOST_OPEN = 5  # of one trainee about one class
NO_QUESTION, NO_ANSWER = _("Write your question."), _("Write an answer.")


class QuestionAnswered(DomainError):
    """A trainer has answered it: it stays, with its answer."""

    help = "programme#classes"
    code = "question_answered"
    sentence = _("This question is answered already. Read the answer on the page of the class.")


class TooManyOpenQuestions(DomainError):
    help = "programme#classes"
    code = "too_many_questions"
    sentence = _("You have %(most)s questions about this class that nobody has answered yet. Wait for the answers.")


def may_ask(user: User, session: ClassSession) -> bool:
    """Whether the user may ask about a class: who studies in its batch."""
    return session.batch.enrolments.studying().filter(trainee=user).exists()


@atomic
def ask_question(*, by: User, session_id: int, text: str) -> ClassQuestion:
    """Ask about a class. Raises NotFound, NotAllowed to others than trainees, TooManyOpenQuestions, Invalid."""
    session = lock(ClassSession.objects.visible_to(by).select_related("batch__trainer", "trainer"), session_id)
    if not may_ask(by, session):
        raise NotAllowed
    text = clean_text("text", text, QUESTION_LENGTH, missing=NO_QUESTION)
    if session.questions.open().filter(asked_by=by).count() >= MOST_OPEN:
        raise TooManyOpenQuestions(most=MOST_OPEN)
    question = ClassQuestion.objects.create(session=session, asked_by=by, asked_at=clock.now(), text=text)
    event = events.ClassQuestionAsked(**_facts(session), text=Written(by, text))
    trainer = session.trainer or session.batch.trainer
    emit(event, on=question, by=by, to=[trainer] if trainer else [])
    return question


@atomic
def change_question(*, by: User, question_id: int, text: str) -> ClassQuestion:
    """Put an own question in other words. Raises NotFound, NotAllowed to others, QuestionAnswered, Invalid."""
    question = _lock_own(by, question_id)
    question.text = clean_text("text", text, QUESTION_LENGTH, missing=NO_QUESTION)
    question.changed_at = clock.now()
    question.save(update_fields=["text", "changed_at"])
    audit("classquestion.changed", by=by, on=question)
    return question


@atomic
def remove_question(*, by: User, question_id: int) -> ClassSession:
    """Delete an own question; returns its class. Raises NotFound, NotAllowed to others, QuestionAnswered."""
    question = _lock_own(by, question_id)
    audit("classquestion.removed", by=by, on=question)
    question.delete()
    return question.session


@atomic
def answer_question(*, by: User, question_id: int, answer: str) -> ClassQuestion:
    """Answer a question for all; who answered may put the answer in other words.

    Raises NotFound, NotAllowed to others than officers and the class's trainers, QuestionAnswered, Invalid.
    """
    question = _lock_question(by, question_id)
    if not teaches(by, question.session):
        raise NotAllowed
    if not question.is_open and question.answered_by_id != by.pk:
        raise QuestionAnswered
    answer, is_new = clean_text("answer", answer, TEXT_LENGTH, missing=NO_ANSWER), question.is_open
    question.answer, question.answered_by = answer, by
    question.answered_at = question.answered_at or clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    answered = events.ClassQuestionAnswered(**_facts(question.session), answer=Written(by, answer))
    emit(answered, on=question, by=by, to=[question.asked_by] if is_new else [])
    if is_new:
        tell_news(question.session, by=by, besides=[question.asked_by])
    return question


def _lock_question(by: User, question_id: int) -> ClassQuestion:
    """The class first, as everywhere, then the question."""
    rows = ClassQuestion.objects.visible_to(by).select_related("asked_by")
    session_id = rows.filter(pk=question_id).values_list("session", flat=True).first()
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    question = lock(rows, question_id)
    question.session = session
    return question


def _lock_own(by: User, question_id: int) -> ClassQuestion:
    question = _lock_question(by, question_id)
    if question.asked_by_id != by.pk:
        raise NotAllowed
    if not question.is_open:
        raise QuestionAnswered
    return question


def _facts(session: ClassSession) -> events.Named:
    return {
        "batch": session.batch.code,
        "session": by_language(lambda: class_name(session.kind, session.number)),
    }

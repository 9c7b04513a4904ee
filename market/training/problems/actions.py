"""Trainees and trainers add problems; who teaches the class settles them or takes that back. Locks: the class first."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, NotAllowed, NotFound
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.locale import by_language
from market.training.classes.adding_actions import clean_text, teaches
from market.training.classes.models import class_name
from market.training.models import ClassProblem, ClassSession
from market.training.problems import events
from market.training.problems.queries import is_listed, questions_of, returned_projects, weak_questions
from market.training.problems.terms import MOST_OPEN

TEXT_LENGTH, DECISION_LENGTH = 500, 1000
NO_TEXT, NO_DECISION = _("Write what is to be gone over."), _("Write what was decided, in a sentence.")
Kind = ClassProblem.Kind


class NoProblemList(DomainError):
    """A live class, one that was cancelled, one before which another one comes, or one over for more than a week."""

    help = "programme#problems"
    code = "no_problem_list"
    sentence = _("Only the next face-to-face class of a batch has this list, until a week after it.")


class ProblemSettled(DomainError):
    help = "programme#problems"
    code = "problem_settled"
    sentence = _("This is settled already. Load the page anew to see how.")


class TooManyOpenProblems(DomainError):
    help = "programme#problems"
    code = "too_many_problems"
    sentence = _("You have %(most)s open entries on this list. Wait until one is gone over, or take one back.")


@atomic
def add_problem(*, by: User, session_id: int, text: str) -> ClassProblem:
    """Add what is to be gone over. Raises NotFound, NotAllowed to others than trainees of the batch and who teaches
    the class, NoProblemList, TooManyOpenProblems, Invalid.
    """
    session = _lock_listed(by, session_id)
    as_trainer = teaches(by, session)
    if not as_trainer and not session.batch.enrolments.studying().filter(trainee=by).exists():
        raise NotAllowed
    text = clean_text("text", text, TEXT_LENGTH, missing=NO_TEXT)
    rows = ClassProblem.objects.filter(batch=session.batch_id, added_by=by).open()
    if not as_trainer and rows.count() >= MOST_OPEN:
        raise TooManyOpenProblems(most=MOST_OPEN)
    kind = Kind.TRAINER if as_trainer else Kind.TRAINEE
    row = ClassProblem.objects.create(batch=session.batch, kind=kind, text=text, added_by=by, added_at=clock.now())
    audit("problem.added", by=by, on=row, batch=session.batch.code)
    return row


@atomic
def remove_problem(*, by: User, problem_id: int) -> None:
    """Take back what one has added. Raises NotFound, NotAllowed to others, ProblemSettled."""
    row = lock(ClassProblem.objects.visible_to(by).select_related("batch"), problem_id)
    if row.added_by_id != by.pk:
        raise NotAllowed
    if not row.is_open:
        raise ProblemSettled
    audit("problem.removed", by=by, on=row, batch=row.batch.code)
    row.delete()


@atomic
def settle_problem(*, by: User, session_id: int, key: str, decision: str) -> ClassProblem:
    """Tick something off the list with what was decided; who asked or added it is told.

    Raises NotFound for what is not on the list, NotAllowed to others than who teaches the class, NoProblemList,
    ProblemSettled, Invalid.
    """
    session = _lock_listed(by, session_id)
    if not teaches(by, session):
        raise NotAllowed
    decision = clean_text("decision", decision, DECISION_LENGTH, missing=NO_DECISION)
    row = _row_of(session, key)
    if not row.is_open:
        raise ProblemSettled
    row.session, row.decision, row.settled_by, row.settled_at = session, decision, by, clock.now()
    row.save()
    settled = events.ProblemSettled(
        batch=session.batch.code,
        session=by_language(lambda: class_name(session.kind, session.number)),
        decision=Written(by, decision),
    )
    hears = row.added_by if row.kind == Kind.TRAINEE else row.question.asked_by if row.question else None
    emit(settled, on=row, by=by, to=[hears] if hears and hears.pk != by.pk else [], page=session)
    return row


@atomic
def reopen_problem(*, by: User, problem_id: int) -> ClassSession:
    """Put something back onto the list, since it was settled by mistake; returns the class in which it was settled.

    Raises NotFound, NotAllowed to others than who teaches the class, NoProblemList.
    """
    rows = ClassProblem.objects.visible_to(by).exclude(settled_at=None)
    session_id = rows.filter(pk=problem_id).values_list("session", flat=True).first()
    if session_id is None:
        raise NotFound
    session = _lock_listed(by, session_id)
    row = lock(rows, problem_id)
    if not teaches(by, session):
        raise NotAllowed
    audit("problem.reopened", by=by, on=row, batch=session.batch.code)
    if row.added_by_id is None:
        row.delete()  # it comes onto the list by itself
        return session
    row.session, row.decision, row.settled_by, row.settled_at = None, "", None, None
    row.save()
    return session


def _lock_listed(by: User, session_id: int) -> ClassSession:
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    if not is_listed(session):
        raise NoProblemList
    return session


def _row_of(session: ClassSession, key: str) -> ClassProblem:
    """The row of what the key names, unsaved for what is settled the first time. Raises NotFound."""
    kind, _dash, number = key.partition("-")
    if not number.isascii() or not number.isdecimal():
        raise NotFound
    rows = ClassProblem.objects.filter(batch=session.batch_id)
    at = {"own": "pk", "question": "question", "check": "check_question", "project": "assessment"}.get(kind)
    if at is None:
        raise NotFound
    row = rows.filter(**{at: int(number)}).select_for_update(of=("self",), no_key=True).first()
    if row is not None:
        return row
    columns = {"batch": session.batch, "kind": kind, "added_at": clock.now()}
    if kind == "question" and questions_of(session).filter(pk=int(number)).exists():
        return ClassProblem(question_id=int(number), **columns)
    if kind == "check" and any(each.pk == int(number) for each, _wrong, _answers in weak_questions(session)):
        return ClassProblem(check_question_id=int(number), **columns)
    if kind == "project" and returned_projects(session).filter(pk=int(number)).exists():
        return ClassProblem(assessment_id=int(number), **columns)
    raise NotFound

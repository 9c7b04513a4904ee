"""The list of a face-to-face class: what is open in its batch, gathered anew each time, and what was settled in it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.classes.adding_actions import teaches
from market.training.models import CheckQuestion, CheckTry, ClassProblem, ClassQuestion, ClassSession
from market.training.problems.terms import LEAST_ANSWERS, MOST_SHOWN, RECENT, SETTLE_UNTIL, WEAK_PERCENT

Kind = ClassProblem.Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something on the list. `key` names it; `source` is the class that it comes from; `text` is "" where the reader
    may not see it; `wrong` of `answers` trainees answered a check question wrongly. `by` is None for who may not know.
    """

    key: str
    kind: str
    at: datetime
    text: str = ""
    source: ClassSession | None = None
    wrong: int = 0
    answers: int = 0
    by: User | None = None
    is_own: bool = False
    is_answered: bool = False  # a question
    row: ClassProblem | None = None

    @property
    def label(self) -> str:
        """Where it comes from, in words."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class ProblemList:
    """The list of a class: what is open, and what was settled in it."""

    session: ClassSession
    open: list[Problem]
    settled: list[Problem]
    may_settle: bool
    may_add: bool


def is_listed(session: ClassSession) -> bool:
    """Whether what is open stands on the list of this class: until a week after it."""
    is_near = session.ends_at + SETTLE_UNTIL > clock.now()
    return not session.is_online and session.is_planned and is_near


def problems_of(session: ClassSession, user: User) -> ProblemList:
    """The list of a class as the user reads it: names and texts of check questions only for who teaches the class."""
    knows = teaches(user, session)
    is_open = is_listed(session)
    rows = ClassProblem.objects.filter(batch=session.batch_id).select_related(
        "added_by", "question__session", "question__asked_by", "check_question__check_set__recording__session"
    )
    settled = [_of_row(each, user, knows) for each in rows.filter(session=session).order_by("settled_at", "pk")]
    listed: list[Problem] = []
    if is_open:
        listed = [_of_row(each, user, knows) for each in rows.open()]
        listed += [*_weak(session, knows), *_asked(session, user, knows)]
    studies = session.batch.enrolments.studying().filter(trainee=user).exists()
    may_settle = knows and is_open
    return ProblemList(session, listed[:MOST_SHOWN], settled, may_settle, may_settle or (studies and is_open))


def open_count(session: ClassSession) -> int:
    """How many open problems the list of a class has."""
    listed = [*_weak(session, knows=False), *questions_of(session)]
    return ClassProblem.objects.filter(batch=session.batch_id).open().count() + len(listed)


def questions_of(session: ClassSession) -> "QuerySet[ClassQuestion]":
    """Questions of the batch that are open (these first) or recent, and that nobody has settled."""
    rows = ClassQuestion.objects.filter(session__batch=session.batch_id, problem=None)
    since = min(session.starts_at, clock.now()) - RECENT
    listed = (rows.open() | rows.filter(asked_at__gte=since)).select_related("session", "asked_by")
    return listed.order_by(F("answered_at").asc(nulls_first=True), "pk")


def weak_questions(session: ClassSession) -> list[tuple[CheckQuestion, int, int]]:
    """Check questions of the batch that many answered wrongly the first time, unsettled: each with how many of whom."""
    tries = CheckTry.objects.filter(check_set__recording__session__batch=session.batch_id, number=1)
    answers: Counter[int] = Counter()
    wrong: Counter[tuple[int, int]] = Counter()
    for check_set, positions in tries.values_list("check_set", "wrong"):
        answers[check_set] += 1
        wrong.update((check_set, position) for position in positions)
    weak = {key: count for key, count in wrong.items() if is_weak(count, answers[key[0]])}
    if not weak:
        return []
    rows = CheckQuestion.objects.filter(check_set__in={check_set for check_set, _at in weak}, problem=None)
    rows = rows.select_related("check_set__recording__session").order_by("check_set__recording__session__starts_at")
    found = [(each, weak.get((each.check_set_id, each.position), 0), answers[each.check_set_id]) for each in rows]
    return [each for each in found if each[1]]


def is_weak(wrong: int, answers: int) -> bool:
    """Whether so many wrong answers make a question a problem: the rule that the page tells."""
    return answers >= LEAST_ANSWERS and wrong * 100 >= answers * WEAK_PERCENT


def _weak(session: ClassSession, knows: bool) -> Iterator[Problem]:
    for question, wrong, answers in weak_questions(session):
        source = question.check_set.recording.session
        text = question.text if knows else ""
        at = question.check_set.written_at
        yield Problem(f"check-{question.pk}", Kind.CHECK, at, text, source, wrong=wrong, answers=answers)


def _asked(session: ClassSession, user: User, knows: bool) -> Iterable[Problem]:
    return [_of_question(each, user, knows) for each in questions_of(session)]


def _of_question(question: ClassQuestion, user: User, knows: bool, row: ClassProblem | None = None) -> Problem:
    is_own = question.asked_by_id == user.pk
    by = question.asked_by if knows or is_own else None
    return Problem(
        f"question-{question.pk}",
        Kind.QUESTION,
        question.asked_at,
        question.text,
        question.session,
        by=by,
        is_own=is_own,
        is_answered=not question.is_open,
        row=row,
    )


def _of_row(row: ClassProblem, user: User, knows: bool) -> Problem:
    if row.question is not None:
        return _of_question(row.question, user, knows, row)
    if row.check_question is not None:
        source = row.check_question.check_set.recording.session
        text = row.check_question.text if knows else ""
        return Problem(f"check-{row.check_question_id}", Kind.CHECK, row.added_at, text, source, row=row)
    is_own = row.added_by_id == user.pk
    by = row.added_by if knows or is_own else None
    return Problem(f"own-{row.pk}", row.kind, row.added_at, row.text, by=by, is_own=is_own, row=row)

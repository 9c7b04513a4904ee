"""The list of a face-to-face class: what is open in its batch, gathered anew each time, and what was settled in it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.assessments.models import Result
from market.training.classes.adding_actions import teaches
from market.training.models import Assessment, Batch, CheckQuestion, CheckTry, ClassProblem, ClassQuestion, ClassSession
from market.training.problems.terms import LEAST_ANSWERS, MOST_SHOWN, RECENT, SETTLE_UNTIL, WEAK_PERCENT

Kind = ClassProblem.Kind
OF_PROJECT = "project__enrolment__trainee"
RELATED = (
    "added_by",
    "question__session",
    "question__asked_by",
    "check_question__check_set__recording__session",
    f"assessment__{OF_PROJECT}",
)


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
    """The list of a class: what is open, and what was settled in it. What is open stands on that of `stands_on`, the
    next face-to-face class; None after the last."""

    session: ClassSession
    stands_on: ClassSession | None
    open: list[Problem]
    settled: list[Problem]
    may_settle: bool
    may_add: bool


def next_class(batch: Batch) -> ClassSession | None:
    """The face-to-face class of the batch that is to come, or runs."""
    coming = batch.sessions.planned().filter(kind=ClassSession.Kind.IN_PERSON, ends_at__gt=clock.now())
    return coming.order_by("starts_at").first()


def is_listed(session: ClassSession) -> bool:
    """Whether what is open stands on the list of this class: of the next one, and until a week after it."""
    if session.is_online or not session.is_planned:
        return False
    if session.ends_at > clock.now():
        return session == next_class(session.batch)
    return session.ends_at + SETTLE_UNTIL > clock.now()


def problems_of(session: ClassSession, user: User) -> ProblemList:
    """The list of a class as the user reads it. Names, and texts of check questions, only for who teaches the class;
    assessments also for whose they are."""
    knows = teaches(user, session)
    is_open = is_listed(session)
    rows = ClassProblem.objects.filter(batch=session.batch_id).select_related(*RELATED).order_by("settled_at", "pk")
    mine = [each for each in rows.filter(session=session) if _may_read(each.assessment, user, knows)]
    settled = [_of_row(each, user, knows) for each in mine]
    listed: list[Problem] = []
    if is_open:
        listed = [_of_row(each, user, knows) for each in rows.open().order_by("added_at", "pk")]
        listed += [*_weak(session, knows), *_questions(session, user, knows), *_projects(session, user, knows)]
    studies = session.batch.enrolments.studying().filter(trainee=user).exists()
    may_settle = knows and is_open
    may_add = may_settle or (studies and is_open)
    return ProblemList(session, next_class(session.batch), listed[:MOST_SHOWN], settled, may_settle, may_add)


def open_count(session: ClassSession, user: User) -> int:
    """How many open problems the list of a class has for the user."""
    by_themselves = [
        *_weak(session, knows=False),
        *questions_of(session),
        *_projects(session, user, teaches(user, session)),
    ]
    return ClassProblem.objects.filter(batch=session.batch_id).open().count() + len(by_themselves)


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
    counted = [(each, weak.get((each.check_set_id, each.position), 0), answers[each.check_set_id]) for each in rows]
    return [each for each in counted if each[1]]


def returned_projects(session: ClassSession) -> "QuerySet[Assessment]":
    """Of projects of the batch that are to be submitted again, what their assessors ask for, and nobody has settled."""
    rows = Assessment.objects.filter(
        project__enrolment__in=session.batch.enrolments.studying(), project__state=Result.RESUBMISSION
    )
    latest = rows.filter(round=F("project__round"), result=Result.RESUBMISSION).order_by("project_id", "-pk")
    last = latest.distinct("project_id").values("pk")
    return Assessment.objects.filter(pk__in=last, problem=None).exclude(text="").select_related(OF_PROJECT)


def is_weak(wrong: int, answers: int) -> bool:
    """Whether so many wrong answers make a question a problem: the rule that the page tells."""
    return answers >= LEAST_ANSWERS and wrong * 100 >= answers * WEAK_PERCENT


def _weak(session: ClassSession, knows: bool) -> Iterator[Problem]:
    for question, wrong, answers in weak_questions(session):
        source = question.check_set.recording.session
        text = question.text if knows else ""
        at = question.check_set.written_at
        yield Problem(f"check-{question.pk}", Kind.CHECK, at, text, source, wrong=wrong, answers=answers)


def _questions(session: ClassSession, user: User, knows: bool) -> Iterable[Problem]:
    return [_of_question(each, user, knows) for each in questions_of(session)]


def _projects(session: ClassSession, user: User, knows: bool) -> Iterable[Problem]:
    return [_of_project(each, user) for each in returned_projects(session) if _may_read(each, user, knows)]


def _may_read(assessment: Assessment | None, user: User, knows: bool) -> bool:
    return knows or assessment is None or assessment.project.enrolment.trainee_id == user.pk


def _of_project(assessment: Assessment, user: User, row: ClassProblem | None = None) -> Problem:
    by = assessment.project.enrolment.trainee
    key = f"project-{assessment.pk}"
    return Problem(key, Kind.PROJECT, assessment.at, assessment.text, by=by, is_own=by.pk == user.pk, row=row)


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
    if row.assessment is not None:
        return _of_project(row.assessment, user, row)
    is_own = row.added_by_id == user.pk
    by = row.added_by if knows or is_own else None
    return Problem(f"own-{row.pk}", row.kind, row.added_at, row.text, by=by, is_own=is_own, row=row)

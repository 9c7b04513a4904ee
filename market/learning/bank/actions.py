"""The bank is changed by two: one trainer or officer submits questions, another one brings them into use."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.files.names import clean_name
from market.learning.bank import events
from market.learning.bank.files import MOST_LETTERS, read_file
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import free_id, lessons_of, title_of
from market.learning.bank.refusals import (
    ChangeWaits,
    FaultsInQuestions,
    NothingNew,
    OthersSet,
    OwnSet,
    QuestionExists,
    SetDecided,
    SetOutdated,
)
from market.learning.bank.rows import Defaults, Row
from market.learning.courses.blocks import Fault
from market.learning.courses.models import Course, Picture
from market.learning.courses.queries import course_of
from market.learning.courses.storing_actions import take_picture
from market.learning.questions.actions import use_questions
from market.learning.questions.models import Question
from market.learning.questions.reading import faults_of
from market.learning.questions.rows import is_same, normal, question_of
from market.learning.versions.actions import ROLES, require_writer, writers
from market.training.classes.actions import clean_reason

REVIEWING = act_of_two("question_set", *ROLES)
State = QuestionSet.State
Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file compared with the bank: what is wrong, the rows that change something, and how many others there are."""

    faults: list[Fault]
    rows: list[Row]
    same: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for a file where it does not say it; lesson "": it says it."""

    lesson: str = ""
    use: str = Question.Use.EXAM
    difficulty: int = 2


def check_questions(*, by: User, course_slug: str, name: str, content: bytes, chosen: Chosen) -> CheckedFile:
    """What submitting this file would do. Raises NotAllowed, NotFound."""
    require_writer(by)
    course = course_of(course_slug)
    lessons = [each.slug for each in lessons_of(course)]
    if chosen.lesson and chosen.lesson not in lessons:
        raise Invalid(errors={"lesson": [_("There is no such lesson in the course.")]})
    read = read_file(name, content, Defaults(lessons, chosen.lesson, chosen.use, chosen.difficulty))
    if read.faults:
        return CheckedFile(read.faults, read.rows, 0)
    there = _in_use(course)
    rows = [each for each in read.rows if _changes(course, there, each.question)]
    return CheckedFile([], rows, len(read.rows) - len(rows))


def _in_use(course: Course) -> dict[str, Question]:
    return {each.slug: each for each in Question.objects.in_use().filter(course=course)}


def _changes(course: Course, there: dict[str, Question], row: dict[str, Any]) -> bool:
    return row["id"] not in there or not is_same(there[row["id"]], question_of(course.pk, row))


@atomic
def submit_questions(*, by: User, course_slug: str, name: str, content: bytes, chosen: Chosen) -> QuestionSet:
    """Submit a file of questions for a second person, whole or not at all.

    Raises what `check_questions` does, FaultsInQuestions, NothingNew, ChangeWaits.
    """
    checked = check_questions(by=by, course_slug=course_slug, name=name, content=content, chosen=chosen)
    if checked.faults:
        raise FaultsInQuestions(checked.faults)
    changes = [{"id": each.question["id"], "row": each.question} for each in checked.rows]
    return _submit(by, course_of(course_slug), changes, clean_name(name)[:200])


@atomic
def change_question(*, by: User, question_id: int, row: dict[str, Any]) -> QuestionSet:
    """Submit a question in other words; its id and kind stay.

    Raises NotAllowed, NotFound, Invalid, NothingNew, ChangeWaits.
    """
    require_writer(by)
    question = fetch(Question.objects.visible_to(by).in_use().select_related("course"), question_id)
    row = normal(row | {"id": question.slug, "kind": question.kind})
    _require_sound(question.course, row)
    return _submit(by, question.course, [{"id": question.slug, "row": row}])


@atomic
def write_question(*, by: User, course_slug: str, row: dict[str, Any]) -> QuestionSet:
    """Submit a question that is wholly new; without an id it gets one from its English words.

    Raises NotAllowed, NotFound, Invalid, QuestionExists, ChangeWaits.
    """
    require_writer(by)
    course = course_of(course_slug)
    row = normal(row)
    row["id"] = row.get("id") or free_id(course, str(row.get("en", "")))
    if Question.objects.filter(course=course, slug=str(row["id"])).exists():
        raise QuestionExists
    _require_sound(course, row)
    return _submit(by, course, [{"id": row["id"], "row": row}])


@atomic
def add_question_picture(*, by: User, course_slug: str, content: bytes, field: str = "file") -> Picture:
    """Take a picture for questions of a course, which name it by its digest.

    Raises NotAllowed, NotFound, TooMany, and Invalid at the field for what is no picture, or too large.
    """
    require_writer(by)
    return take_picture(by=by, course=course_of(course_slug), content=content, field=field)


def _require_sound(course: Course, row: dict[str, Any]) -> None:
    faults = faults_of(row, [each.slug for each in lessons_of(course)])
    if not faults and len(str(row)) > MOST_LETTERS * 8:
        faults = [_("A question is too long: its text has 2,000 letters at most.")]
    if not faults and row["kind"] == Question.Kind.PICTURE:
        digests = set(row["picture"].values())
        if Picture.objects.filter(course=course, digest__in=digests).count() < len(digests):
            faults = [_("The picture or its description is missing.")]
    if faults:
        raise Invalid(errors={"question": faults})


@atomic
def retire_question(*, by: User, question_id: int, reason: str) -> QuestionSet:
    """Submit that a question be asked no more, with the reason. Raises as `change_question`."""
    require_writer(by)
    question = fetch(Question.objects.visible_to(by).in_use().select_related("course"), question_id)
    return _submit(by, question.course, [{"id": question.slug, "row": None, "why": clean_reason(reason)}])


def _submit(by: User, course: Course, changes: list[Change], name: str = "") -> QuestionSet:
    lock(Course.objects.all(), course.pk)
    there = _in_use(course)
    changes = [each for each in changes if each["row"] is None or _changes(course, there, each["row"])]
    if not changes:
        raise NothingNew
    for waiting in QuestionSet.objects.waiting().filter(course=course):
        if both := {each["id"] for each in waiting.changes} & {each["id"] for each in changes}:
            raise ChangeWaits(question=min(both))
    for each in changes:
        each["was"] = there[each["id"]].number if each["id"] in there else 0
    row = QuestionSet.objects.create(
        course=course, author=by, file_name=name, changes=changes, submitted_at=clock.now()
    )
    audit("questions.submitted", by=by, on=row, course=course.slug, count=len(changes))
    submitted = events.QuestionsSubmitted(author=by, course=title_of(course))
    emit(submitted, on=row, by=by, to=writers().exclude(pk=by.pk))
    return row


@atomic
def accept_question_set(*, by: User, set_id: int) -> QuestionSet:
    """The questions are asked from now on, each as the next version of itself.

    Raises NotFound, NotAllowed, NotInAnEmergency, OwnSet, OnePerson, SetDecided, SetOutdated.
    """
    row = _lock_submitted(by, set_id)
    there = _in_use(row.course)
    for each in row.changes:
        if each["was"] != (there[each["id"]].number if each["id"] in there else 0):
            raise SetOutdated(question=each["id"])
    rows = [each["row"] for each in row.changes if each["row"]]
    retired = {each["id"]: each["why"] for each in row.changes if not each["row"]}
    use_questions(row.course, rows, retired, author=row.author, reviewer=by)
    _decide(row, State.ACCEPTED, by)
    accepted = events.QuestionsAccepted(reviewer=by, course=title_of(row.course))
    emit(accepted, on=row, by=by, to=[row.author])
    return row


@atomic
def return_question_set(*, by: User, set_id: int, reason: str) -> QuestionSet:
    """Send it back with what is to be mended. Raises as `accept_question_set`, Invalid without a reason."""
    row = _lock_submitted(by, set_id)
    row.answer = clean_reason(reason)
    _decide(row, State.RETURNED, by)
    returned = events.QuestionsReturned(reviewer=by, course=title_of(row.course), reason=Written(by, row.answer))
    emit(returned, on=row, by=by, to=[row.author])
    return row


@atomic
def withdraw_question_set(*, by: User, set_id: int) -> QuestionSet:
    """Take back what one submitted, before anybody decided. Raises NotFound, OthersSet, SetDecided."""
    row = _lock_set(by, set_id)
    if row.author_id != by.pk:
        raise OthersSet
    _require_waiting(row)
    _decide(row, State.WITHDRAWN, by)
    return row


def _lock_set(by: User, set_id: int) -> QuestionSet:
    seen = fetch(QuestionSet.objects.visible_to(by), set_id)
    lock(Course.objects.all(), seen.course_id)
    return lock(QuestionSet.objects.select_related("course", "author"), set_id)


def _lock_submitted(by: User, set_id: int) -> QuestionSet:
    row = _lock_set(by, set_id)
    REVIEWING.require(by, first=[row.author_id], refusal=OwnSet)
    _require_waiting(row)
    return row


def _require_waiting(row: QuestionSet) -> None:
    if row.state != State.SUBMITTED:
        raise SetDecided


def _decide(row: QuestionSet, state: State, by: User) -> None:
    row.state, row.decided_at = state, clock.now()
    row.reviewer = by if by.pk != row.author_id else None
    row.save(update_fields=["state", "reviewer", "decided_at", "answer"])
    audit(f"questions.{state}", by=by, on=row, course=row.course.slug, count=len(row.changes))

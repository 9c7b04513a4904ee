"""Short ways to an exam of the small course, and to what trainees do in it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from market.accounts.models import User
from market.core.base import clock
from market.learning.exams.actions import ExamTerms, RuleTerms, set_exam
from market.learning.models import Exam, Question, Sitting
from market.learning.sittings.actions import begin, submit
from market.learning.sittings.answer_actions import Receipt, SentAnswer, store_answers
from market.training.models import Batch, Phase
from tests.learning.course_story import QUESTIONS, published, small_files
from tests.training import plan_story
from tests.training.attendance_story import goto

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PHONE, OTHER_PHONE = (uuid5(UUID(int=0), name) for name in ("phone", "other phone"))
SUM = """
[[question]]
id = "sum-{number}"
kind = "number"
lesson = "{lesson}"
use = "exam"
difficulty = {difficulty}
en = "What is {number} and 1?"
bn = "{number} আর ১ কত?"
why = {{ en = "Count on.", bn = "গুনে যান।" }}
answer = {answer}
"""


def bank() -> None:
    """The small course with twelve exam questions: one more than their number is right."""
    sums = "".join(
        SUM.format(number=each, answer=each + 1, lesson="adding" if each < 9 else "checking", difficulty=each % 3 + 1)
        for each in range(1, 13)
    )
    published(small_files() | {"questions.toml": (QUESTIONS + sums).encode()})


def batch_with(officer: User, *trainees: User, trainer: User | None = None) -> Batch:
    """A batch in which these study."""
    number = Phase.objects.count() + 1
    fields = {"trainer": trainer} if trainer else {}
    batch = plan_story.planned_batch(officer, number=number, **fields)
    for seat, each in enumerate(trainees, start=1):
        plan_story.enrolled(batch, each, seat=seat)
    return batch


def exam_of(officer: User, batch: Batch | None, count: int = 4, **terms: Any) -> Exam:
    """An exam of so many questions, of 30 minutes, that is open now for three hours."""
    now = clock.now()
    values = {"opens_at": now + MINUTE, "closes_at": now + 3 * HOUR, "minutes": 30} | terms
    rules = [RuleTerms(count=count)]
    batch_id = batch.pk if batch else None
    exam = set_exam(by=officer, course_slug="sums", terms=ExamTerms(**values), rules=rules, batch_id=batch_id)
    goto(now + 2 * MINUTE)
    return exam


def begun(trainee: User, exam: Exam) -> Sitting:
    return begin(by=trainee, exam_id=exam.pk, device=PHONE)


def right(question_id: int) -> str:
    """The right answer to a question of the bank."""
    return str(Question.objects.get(pk=question_id).body["answer"])


def key_of(sitting: Sitting, device: int) -> UUID:
    """What the device of this number made for itself."""
    return sitting.devices.get(number=device).key


def send(sitting: Sitting, *answers: tuple[Any, ...], device: int = 1) -> list[Receipt]:
    """Send answers from a device: tuples of a number, a place in the paper, an answer, and when it was made."""
    rows = [SentAnswer(number, sitting.paper[place], answer, *when) for number, place, answer, *when in answers]
    key = key_of(sitting, device)
    return store_answers(by=sitting.user, sitting_id=sitting.pk, device=device, key=key, answers=rows).receipts


def answer_all(sitting: Sitting, good: int) -> None:
    """Answer all questions, so many of them rightly."""
    rows = [(at, at, right(pk) if at < good else "0") for at, pk in enumerate(sitting.paper)]
    assert all(each.is_stored for each in send(sitting, *rows))


def later(by: timedelta) -> None:
    goto(clock.now() + by)


ESSAY = {
    "slug": "essay",
    "lesson": "adding",
    "use": "exam",
    "kind": "file",
    "difficulty": 2,
    "text_en": "Show how you add.",
    "text_bn": "আপনি কীভাবে যোগ করেন, দেখান।",
    "why_en": "See the rubric.",
    "why_bn": "নম্বর দেওয়ার নিয়ম দেখুন।",
    "body": {
        "criteria": [
            {"en": "Steps", "bn": "ধাপ", "points": 6},
            {"en": "Clear words", "bn": "পরিষ্কার কথা", "points": 4},
        ]
    },
}


def essay() -> Question:
    """A question that people mark, of ten points, the only hard one of the small course."""
    course = Question.objects.get(slug="sum-1").course
    return Question.objects.create(course=course, made_at=clock.now(), **ESSAY | {"difficulty": 3, "lesson": "essays"})


def essay_exam(officer: User, batch: Batch | None, **terms: Any) -> Exam:
    """An exam of nine sums and the essay: 19 points together."""
    now = clock.now()
    values = {"opens_at": now + MINUTE, "closes_at": now + HOUR, "minutes": 30, "grace_hours": 1} | terms
    rules = [RuleTerms(count=5, lesson="adding"), RuleTerms(count=4, lesson="checking"), RuleTerms(1, lesson="essays")]
    batch_id = batch.pk if batch else None
    exam = set_exam(by=officer, course_slug="sums", terms=ExamTerms(**values), rules=rules, batch_id=batch_id)
    goto(now + 2 * MINUTE)
    return exam


def wrote(trainee: User, exam: Exam, good: int, **essay_answer: Any) -> Sitting:
    """A paper with so many sums right and an essay, that is submitted."""
    sitting = begun(trainee, exam)
    sums = [pk for pk in sitting.paper if Question.objects.get(pk=pk).kind == "number"]
    rows = [SentAnswer(at, pk, right(pk) if at <= good else "0") for at, pk in enumerate(sums, start=1)]
    (other,) = set(sitting.paper) - set(sums)
    rows.append(SentAnswer(99, other, essay_answer or {"text": "I count on my fingers."}))
    arrived = store_answers(by=trainee, sitting_id=sitting.pk, device=1, key=PHONE, answers=rows)
    assert all(each.is_stored for each in arrived.receipts), arrived
    return submit(by=trainee, sitting_id=sitting.pk)

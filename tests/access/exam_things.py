"""Exams of the access matrix: one that can be begun, one that runs, one with results, one with time to use later."""

from datetime import timedelta

from market.accounts.models import User
from market.core.base import clock
from market.learning.badges.actions import make_exam_badge
from market.learning.marking.queries import number_of
from market.learning.marking.scoring_actions import score_sittings
from market.learning.models import (
    Course,
    Exam,
    Interruption,
    PaperRule,
    Question,
    Remark,
    Sitting,
    SittingAnswer,
    SittingDevice,
    Viva,
)
from market.training.models import Batch
from tests.learning.exam_story import PHONE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_exams(officer: User, batch: Batch, trainee: User) -> dict[str, object]:
    """Exams of the trainee's batch."""
    running = _sitting(_exam(officer, batch), trainee, begun_at=clock.now() - HOUR / 4)
    lost = Interruption.objects.create(
        sitting=running, from_at=running.begun_at, until_at=clock.now() - timedelta(minutes=1)
    )
    released = _sitting(_exam(officer, batch), trainee, begun_at=clock.now() - 2 * HOUR)
    score_sittings([released])
    Exam.objects.filter(pk=released.exam_id).update(released_at=clock.now(), released_by=officer)
    passed = _passed(officer, trainee)
    resumable = _sitting(_exam(officer, batch), trainee, begun_at=clock.now() - 2 * HOUR)
    Sitting.objects.filter(pk=resumable.pk).update(resume_seconds=600, resume_until=clock.now() + DAY)
    return {
        **make_desk_exams(officer, batch, trainee),
        "exam_id": _exam(officer, batch).pk,
        "sitting_id": running.pk,
        "device_key": str(PHONE),
        "exam_question_id": running.paper[0],
        "interruption_id": lost.pk,
        "out.exam_id": released.exam_id,
        "out.sitting_id": released.pk,
        "out.exam_question_id": released.paper[0],
        "resumable.sitting_id": resumable.pk,
        "passed.sitting_id": passed.pk,
        "exam_badge_id": make_exam_badge(by=trainee, sitting_id=_passed(officer, trainee).pk, with_name=False).pk,
    }


def _passed(officer: User, trainee: User) -> Sitting:
    """A passed paper of an exam of a topic, whose results are out."""
    now = clock.now()
    course = Course.objects.filter(topic__isnull=False)[0]
    window = {"opens_at": now - DAY, "closes_at": now - HOUR, "opening_sent_at": now, "minutes": 60}
    out = {"released_at": now, "released_by": officer}
    exam = Exam.objects.create(course=course, created_by=officer, created_at=now - DAY, **window, **out)
    row = _sitting(exam, trainee, begun_at=now - 2 * HOUR)
    Sitting.objects.filter(pk=row.pk).update(is_passed=True, points=1, most_points=1)
    return row


def _exam(officer: User, batch: Batch) -> Exam:
    window = {"opens_at": clock.now() - DAY, "closes_at": clock.now() + DAY, "opening_sent_at": clock.now()}
    columns = {"course": Course.objects.get(slug="sums"), "batch": batch, "minutes": 60, **window}
    exam = Exam.objects.create(created_by=officer, created_at=clock.now() - DAY, **columns)
    PaperRule.objects.create(exam=exam, position=0, lesson="adding", count=1)
    return exam


def _sitting(exam: Exam, user: User, begun_at) -> Sitting:
    paper = [Question.objects.get(slug="secret-sum", retired_at=None).pk]
    times = {"begun_at": begun_at, "seen_at": clock.now(), "ends_at": begun_at + HOUR}
    sitting = Sitting.objects.create(exam=exam, user=user, number=1, seed="seed", paper=paper, **times)
    SittingDevice.objects.create(sitting=sitting, number=1, key=PHONE, begun_at=begun_at)
    return sitting


def _viva(officer: User, batch: Batch, trainee: User) -> Viva:
    """A talk that has taken place about a paper of an exam that is closed."""
    exam = _exam(officer, batch)
    Exam.objects.filter(pk=exam.pk).update(closes_at=clock.now() - 9 * HOUR, grace_hours=1)
    sitting = _sitting(exam, trainee, begun_at=clock.now() - 10 * HOUR)
    called = {"called_by": officer, "called_at": clock.now() - DAY, "at": clock.now() - HOUR}
    return Viva.objects.create(sitting=sitting, reason="How did you count?", place="Room 2", **called)


ESSAY = {
    "slug": "essay",
    "lesson": "adding",
    "use": "exam",
    "kind": "file",
    "difficulty": 3,
    "text_en": "Show how you add.",
    "text_bn": "আপনি কীভাবে যোগ করেন, দেখান।",
    "why_en": "See the rubric.",
    "why_bn": "নম্বর দেওয়ার নিয়ম দেখুন।",
    "body": {"criteria": [{"en": "Steps", "bn": "ধাপ", "points": 10}]},
}


def make_desk_exams(officer: User, batch: Batch, trainee: User) -> dict[str, object]:
    """An exam whose answers wait for a mark, with lost time that waits; and a remark that waits."""
    exam = _exam(officer, batch)
    Exam.objects.filter(pk=exam.pk).update(closes_at=clock.now() - 9 * HOUR, grace_hours=1)
    sitting = _sitting(exam, trainee, begun_at=clock.now() - 10 * HOUR)
    essay = Question.objects.create(course=exam.course, made_at=clock.now(), **ESSAY)
    device = sitting.devices.get()
    times = {"answered_at": sitting.begun_at, "received_at": sitting.begun_at}
    text = {"text": "I count on my fingers.", "files": []}
    answer = SittingAnswer.objects.create(
        sitting=sitting, device=device, number=1, question=essay, answer=text, **times
    )
    Sitting.objects.filter(pk=sitting.pk).update(paper=[*sitting.paper, essay.pk])
    interrupted = _sitting(_exam(officer, batch), trainee, begun_at=clock.now() - 10 * HOUR)
    lost = Interruption.objects.create(
        sitting=interrupted,
        from_at=interrupted.begun_at,
        until_at=interrupted.begun_at + HOUR,
        state=Interruption.State.WAITING,
        lost_seconds=3600,
        report="There was no power here.",
        reported_at=clock.now(),
    )
    released = _sitting(_exam(officer, batch), trainee, begun_at=clock.now() - 10 * HOUR)
    score_sittings([released])
    Exam.objects.filter(pk=released.exam_id).update(released_at=clock.now(), released_by=officer)
    why = {"reason": "My answer is right too.", "requested_at": clock.now()}
    remark = Remark.objects.create(sitting=released, question_id=released.paper[0], **why)
    return {
        "desk.exam_id": exam.pk,
        "desk.answer_id": number_of(answer),
        "desk.interruption_id": lost.pk,
        "desk.remark_id": remark.pk,
        "run_sitting_id": sitting.pk,
        "viva_id": _viva(officer, batch, trainee).pk,
        "trainee_id": trainee.pk,
    }

"""Exams of the demonstration data: one planned, one open, one being marked, and one whose results are out."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from market.accounts.models import User
from market.core.base import clock
from market.learning.exams.actions import ExamTerms, RuleTerms, set_exam
from market.learning.exams.drawing import draw
from market.learning.exams.queries import candidates_of
from market.learning.marking.actions import mark_answer, release_exam, request_remark
from market.learning.marking.queries import answers_to_mark
from market.learning.models import (
    Course,
    Exam,
    Interruption,
    PaperRule,
    Question,
    Sitting,
    SittingAnswer,
    SittingDevice,
)
from market.learning.questions.marking import is_right
from market.learning.vivas.actions import call_viva
from market.profiles.models import Profile
from market.site.demo.alike_papers import make_alike
from market.site.demo.exam_badges import make_exam_badges
from market.training.models import Batch, Enrolment

SEED, SEATS, GRADUATES = 2028, 14, 10
VERIFIED = ("data-entry", "graphics-design", "web-design-and-development")
DAY, HOUR, MINUTE, SECOND = (timedelta(**{each: 1}) for each in ("days", "hours", "minutes", "seconds"))
COMMON = "freelancing"
REPORT = "কারেন্ট চলে গিয়েছিল, ফোনেও চার্জ ছিল না। দেড় ঘণ্টা পরে আবার শুরু করতে পেরেছি।"
MARKED = "মূল কথাগুলো ঠিক আছে, তবে একটি ধাপ বাদ পড়েছে।"
REMARK = "আমার উত্তরটিও ঠিক বলে মনে হয়: পাঠে দুই রকমই লেখা আছে। অনুগ্রহ করে আবার দেখুন।"
PLACE = "আপনার ব্যাচের অনলাইন ক্লাসঘর"
TALK = "কয়েকটি প্রশ্নের উত্তর কীভাবে পেলেন, তা নিয়ে একটু কথা বলতে চাই।"
TEXTS = (
    "আমি আগে ক্লায়েন্টের কথা মন দিয়ে পড়ি, তারপর তিনটি ছোট প্রশ্ন করি: কবে লাগবে, কী কী ফাইল আছে, আর কোন কাজটি আগে। "
    "দাম বলি কাজ ভাগ করে, যাতে দুজনেই বুঝি কোন ভাগের কত।",
    "প্রথমে সালাম দিই, তারপর কাজটি নিজের ভাষায় আবার লিখি, যাতে ভুল না হয়। আগের একটি কাজের নমুনা দিই।",
    "আমি কাজটি করতে পারব। দাম কম রাখব। তাড়াতাড়ি দেব।",
)


def make_exams(people: dict[str, User]) -> None:
    """What is there stays as it is."""
    place = Enrolment.objects.filter(trainee=people["rina"]).studying().select_related("batch__topic").first()
    if Exam.objects.exists() or place is None:
        return
    batch, chance, now = place.batch, Random(SEED), clock.now()  # noqa: S311  # for show
    own, common = Course.objects.get(topic=batch.topic_id), Course.objects.get(slug=COMMON)
    officer = people["oli"]
    markers = [officer, people["onu"]]
    _verify(markers, chance, now - 60 * DAY)
    make_exam_badges(people)
    released = _exam(officer, own, batch, now - 9 * DAY, [RuleTerms(count=12)])
    _sit(released, _trainees(batch), chance)
    _mark(released, markers)
    release_exam(by=officer, exam_id=released.pk)
    _ask_for_remark(people["rina"], released)
    closed = _exam(officer, common, batch, now - 4 * DAY, _with_files(common))
    doubtful = _sit_alike(closed, _trainees(batch), people["rina"], chance)
    _lose_time(closed, 95 * MINUTE)
    if doubtful is not None:
        _call_to_talk(officer, doubtful)
    opened = _exam(officer, own, batch, now - 5 * HOUR, [RuleTerms(count=15)], 7 * DAY)
    others = [each for each in _trainees(batch) if each != people["rina"]]  # who can begin it now
    _sit(opened, others, chance, running=3)
    terms = ExamTerms(opens_at=now + 6 * DAY, closes_at=now + 8 * DAY, minutes=45)
    set_exam(by=officer, course_slug=own.slug, terms=terms, rules=[RuleTerms(count=20)], batch_id=batch.pk)


def _verify(markers: Sequence[User], chance: Random, at: datetime) -> None:
    """Exams for graduates of some topics, whose results are out."""
    for course in Course.objects.filter(topic__slug__in=VERIFIED):
        exam = _exam(markers[0], course, None, at, [RuleTerms(count=10)])
        people = User.objects.filter(profile__in=Profile.objects.public().filter(topic=course.topic_id))
        _sit(exam, list(people.order_by("pk")[:GRADUATES]), chance)
        _mark(exam, markers)
        release_exam(by=markers[0], exam_id=exam.pk)


def _with_files(course: Course) -> list[RuleTerms]:
    """A paper that has, for sure, a question that people mark: the only one of its lesson and difficulty, if there is
    one."""
    rows = Question.objects.in_use().filter(course=course, use=Question.Use.EXAM)
    by_hand = rows.filter(kind=Question.Kind.FILE).first()
    if by_hand is None:
        return [RuleTerms(count=10)]
    same = rows.filter(lesson=by_hand.lesson, difficulty=by_hand.difficulty).count()
    return [RuleTerms(count=8), RuleTerms(count=same, lesson=by_hand.lesson, difficulty=by_hand.difficulty)]


def _exam(
    by: User,
    course: Course,
    batch: Batch | None,
    opens_at: datetime,
    rules: Sequence[RuleTerms],
    window: timedelta = 6 * HOUR,
) -> Exam:
    exam = Exam.objects.create(
        course=course,
        batch=batch,
        opens_at=opens_at,
        closes_at=opens_at + window,
        minutes=40,
        created_by=by,
        created_at=opens_at - 7 * DAY,
        opening_sent_at=opens_at,
    )
    rows = [
        PaperRule(exam=exam, position=at, lesson=each.lesson, difficulty=each.difficulty, count=each.count)
        for at, each in enumerate(rules)
    ]
    PaperRule.objects.bulk_create(rows)
    return exam


def _trainees(batch: Batch) -> list[User]:
    places = Enrolment.objects.filter(batch=batch).studying().select_related("trainee").order_by("seat")
    return [each.trainee for each in places[:SEATS]]


def _sit(exam: Exam, people: Sequence[User], chance: Random, running: int = 0) -> None:
    SittingAnswer.objects.bulk_create(_papers(exam, people, chance, running))


def _sit_alike(exam: Exam, people: Sequence[User], honest: User, chance: Random) -> Sitting | None:
    """Papers of these people; the one that is returned is like another one's. One person's is not."""
    rows = _papers(exam, people, chance)
    others = [each for each in rows if each.sitting.user_id != honest.pk]
    doubtful = make_alike(others, lambda question: _answer(question, Random(SEED), is_good=False))  # noqa: S311
    SittingAnswer.objects.bulk_create(rows)
    return doubtful


def _papers(exam: Exam, people: Sequence[User], chance: Random, running: int = 0) -> list[SittingAnswer]:
    """The answers, not stored yet, in papers of these people; so many of them run now."""
    bank, now = Question.objects.filter(course=exam.course_id).in_bulk(), clock.now()
    rows: list[SittingAnswer] = []
    for at, person in enumerate(people):
        begun_at = now - chance.randint(5, 25) * MINUTE if at < running else exam.opens_at + at * 4 * SECOND
        sitting = _sitting(exam, person, begun_at, is_over=at >= running, chance=chance)
        answered = len(sitting.paper) if at >= running else len(sitting.paper) // 2
        skill = chance.uniform(0.35, 0.95)
        device = SittingDevice.objects.create(sitting=sitting, number=1, key=_key(chance), begun_at=begun_at)
        step = (min(sitting.end, now) - begun_at) / (answered + 1)
        rows += [
            SittingAnswer(
                sitting=sitting,
                device=device,
                number=number,
                question=bank[pk],
                answer=_answer(bank[pk], chance, is_good=chance.random() < skill),
                answered_at=begun_at + number * step,
                received_at=begun_at + number * step,
            )
            for number, pk in enumerate(sitting.paper[:answered], start=1)
        ]
    return rows


def _sitting(exam: Exam, trainee: User, begun_at: datetime, *, is_over: bool, chance: Random) -> Sitting:
    seed = f"{chance.getrandbits(128):032x}"
    end = begun_at + timedelta(minutes=exam.minutes)
    submitted = begun_at + chance.randint(18, 39) * MINUTE if is_over and chance.random() < 0.8 else None
    return Sitting.objects.create(
        exam=exam,
        user=trainee,
        number=1,
        seed=seed,
        paper=draw(list(exam.rules.all()), candidates_of(exam), seed) or [],
        begun_at=begun_at,
        ends_at=end,
        submitted_at=submitted,
        seen_at=submitted or min(end, clock.now()),
    )


def _mark(exam: Exam, markers: Sequence[User]) -> None:
    """What the site cannot mark: most of the points; by a second person too where that is needed."""
    for by in markers:
        for each in answers_to_mark(exam):
            if each.may_mark(by):
                question = Question.objects.get(pk=each.answer.question_id)
                points = [(2 * row["points"] + 2) // 3 for row in question.body["criteria"]]
                ids = {"sitting_id": each.answer.sitting_id, "question_id": question.pk}
                mark_answer(by=by, **ids, points=points, reason=MARKED)


def _key(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _answer(question: Question, chance: Random, *, is_good: bool) -> Any:
    """A right answer, or another one."""
    if question.kind == Question.Kind.FILE:
        return {"text": chance.choice(TEXTS), "files": []}
    options = list(possible_answers(question, chance))
    wrong = [each for each in options[1:] if not is_right(question.kind, question.body, each)]
    return options[0] if is_good or not wrong else chance.choice(wrong)


def possible_answers(question: Question, chance: Random) -> Iterator[Any]:
    """The right answer, then others."""
    body, kind = question.body, question.kind
    if kind in ("single", "multiple"):
        keys = [each["key"] for each in body["choices"]]
        right = [each["key"] for each in body["choices"] if each.get("right")]
        yield right[0] if kind == "single" else right
        yield from keys if kind == "single" else ([each] for each in keys)
    elif kind in ("order", "match"):
        rows = body["items"] if kind == "order" else [each["right"] for each in body["pairs"]]
        keys = [each["key"] for each in rows]
        yield keys
        yield chance.sample(keys, len(keys))
    elif kind == "gap":
        yield [each[0] for each in body["gaps"]]
        yield ["?" for _each in body["gaps"]]
    elif kind == "picture":
        yield from (body["answer"], *body["marks"])
    else:
        yield str(body["answer"] if kind == "number" else body["accepted"][0])
        yield str(body["answer"] * 2 + 1) if kind == "number" else "জানি না"


def _lose_time(exam: Exam, lost: timedelta) -> None:
    """Somebody lost more than the rule returns, and waits for a decision."""
    sitting = exam.sittings.order_by("pk").last()
    if sitting is not None:
        from_at = sitting.begun_at + 10 * MINUTE
        Interruption.objects.create(
            sitting=sitting,
            from_at=from_at,
            until_at=from_at + lost,
            state=Interruption.State.WAITING,
            lost_seconds=int(lost.total_seconds()),
            returned_seconds=exam.outage_minutes * 60,
            report=REPORT,
            reported_at=from_at + lost,
        )


def _call_to_talk(by: User, sitting: Sitting) -> None:
    at = (clock.now() + 2 * DAY).replace(minute=0, second=0, microsecond=0)
    call_viva(by=by, sitting_id=sitting.pk, at=at, place=PLACE, reason=TALK)


def _ask_for_remark(trainee: User, exam: Exam) -> None:
    """About the first answer that was wrong, of those that the site marks."""
    sitting = exam.sittings.of(trainee).first()
    if sitting is None:
        return
    for each in sitting.answers.exclude(question__kind=Question.Kind.FILE).select_related("question"):
        if not is_right(each.question.kind, each.question.body, each.answer):
            request_remark(by=trainee, sitting_id=each.sitting_id, question_id=each.question_id, reason=REMARK)
            return

"""Lessons of the demonstration data: how far the trainees of running batches are, and a version that waits."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from market.accounts.models import User
from market.core.base import clock
from market.learning.bank.actions import Chosen, submit_questions
from market.learning.courses.queries import outlines
from market.learning.models import CheckAnswer, CourseVersion, Lesson, LessonProgress, Question
from market.learning.versions.actions import submit_course
from market.learning.versions.archives import write_archive
from market.learning.writing.actions import begin_draft
from market.learning.writing.lesson_actions import save_lesson
from market.site.demo.texts import DATA
from market.training.models import Enrolment

SEED = 2027
BATCHES = 4  # of which trainees have read
RIGHT = 0.75  # the share of first answers that are right
DAY = timedelta(days=1)


def make_lessons(people: dict[str, User]) -> None:
    """What is there stays as it is."""
    if LessonProgress.objects.exists():
        return
    chance, now = Random(SEED), clock.now()  # noqa: S311  # for show
    by_topic = {each.version.course.topic_id: each for each in outlines(None)}
    checks: dict[tuple[int, str], list[Question]] = {}
    for question in Question.objects.checks():
        checks.setdefault((question.course_id, question.lesson), []).append(question)
    sizes = {pk: len(blocks) for pk, blocks in Lesson.objects.values_list("pk", "blocks")}
    rows: list[LessonProgress] = []
    answers: list[CheckAnswer] = []
    for place in running_places(people["rina"]):
        outline = by_topic[place.batch.topic_id]
        course, count = outline.version.course, chance.randint(0, len(outline.lessons))
        for lesson in outline.lessons[:count]:
            at = now - chance.uniform(1, 40) * DAY
            is_last = lesson is outline.lessons[count - 1] and chance.random() < 0.5
            row = LessonProgress(user=place.trainee, course=course, lesson=lesson.slug, begun_at=at, seen_at=at)
            row.read_to, row.read_at, row.checked_at = (3, None, None) if is_last else (sizes[lesson.pk], at, at)
            rows.append(row)
            if not is_last:
                answers += _answers(place.trainee, checks.get((course.pk, lesson.slug), []), at, chance)
    LessonProgress.objects.bulk_create(rows)
    CheckAnswer.objects.bulk_create(answers)
    _hand_in(people["tahmina"])
    _begin_draft(people["tahmina"])
    submit_questions(
        by=people["oli"],
        course_slug="freelancing",
        name="first-message.gift",
        content=(DATA / "first-message.gift").read_bytes(),
        chosen=Chosen(),
    )


def running_places(trainee: User) -> list[Enrolment]:
    """Those of the trainee's batch, and of a few other batches that run."""
    today = clock.local(clock.now()).date()
    running = Enrolment.objects.studying().filter(batch__started_on__lte=today, batch__ended_on__gte=today)
    batches = list(running.order_by("batch").values_list("batch", flat=True).distinct()[:BATCHES])
    batches += running.filter(trainee=trainee).values_list("batch", flat=True)
    return list(running.filter(batch__in=batches).select_related("trainee", "batch").order_by("pk"))


def _answers(user: User, questions: list[Question], at: datetime, chance: Random) -> list[CheckAnswer]:
    """For each question a right answer, after a wrong one of some; hard ones are answered wrongly more often."""
    answers: list[CheckAnswer] = []
    for question in questions:
        tries = [False, True] if chance.random() > RIGHT - 0.1 * question.difficulty else [True]
        for is_right in tries:
            row = CheckAnswer(user=user, question=question, is_right=is_right, at=at)
            row.answer = _answer(question, is_right, chance)
            answers.append(row)
    return answers


def _answer(question: Question, is_right: bool, chance: Random) -> Any:
    """The key of a choice, where there are choices to one question."""
    if question.kind != "single":
        return ""
    choices = question.body["choices"]
    return chance.choice([each["key"] for each in choices if (each.get("right") is True) == is_right])


def _hand_in(writer: User) -> None:
    """A version by the trainer, which waits for an officer."""
    version = CourseVersion.objects.current().filter(course__slug="graphics-design").first()
    if version is not None:
        submit_course(by=writer, course_slug="graphics-design", content=write_archive(version))


def _begin_draft(writer: User) -> None:
    """A draft by the trainer, in which one lesson has a new part in Bangla that is missing in English."""
    draft = begin_draft(by=writer, course_slug="freelancing")
    lesson = draft.lessons.get(slug="prices-and-time")
    save_lesson(
        by=writer,
        course_slug="freelancing",
        lesson_slug=lesson.slug,
        edition=lesson.edition,
        text_en=lesson.text_en,
        text_bn=f"{lesson.text_bn}\n## নতুন উদাহরণ\n\nসুমির একটি কাজে কত ঘণ্টা লাগল, তা এখানে আসবে।\n",
    )

"""Who asks and answers at lessons, and which questions wait."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from market.accounts.models import User
from market.core.base.errors import NotFound
from market.learning.courses.models import Course, Lesson
from market.learning.courses.queries import Outline, lesson_of, outline_of
from market.learning.lesson_questions.models import LessonAnswer, LessonQuestion
from market.training.classes.people import is_of_a_batch
from market.training.models import Batch, Certificate, Enrolment

GUIDES = (User.Role.TRAINER, User.Role.OFFICER)


def learns(user: User) -> bool:
    """Whether the user asks and answers at lessons: trainees, graduates, trainers and officers."""
    return user.has_role(*GUIDES) or is_of_a_batch(user) or Certificate.objects.filter(holder=user).exists()


def require_learner(user: User) -> None:
    """Raises NotFound to others: for them there are no questions."""
    if not learns(user):
        raise NotFound


def guides(user: User) -> bool:
    """Whether the user hides what does not belong here, and says of any answer that it is the best one."""
    return user.has_role(*GUIDES)


def questions_at(course: Course, lesson: str, reader: User) -> QuerySet[LessonQuestion]:
    """The questions at a lesson as the reader sees them, each with `answer_count`, the newest first."""
    count = Count("answers", filter=Q(answers__hidden_at=None))
    rows = LessonQuestion.objects.visible_to(reader).filter(course=course, lesson=lesson)
    return rows.select_related("written_by").annotate(answer_count=count).order_by("-pk")


def answers_to(question: LessonQuestion, reader: User) -> list[LessonAnswer]:
    """The answers as the reader sees them: the best one, then in their order."""
    rows = LessonAnswer.objects.visible_to(reader).filter(question=question).select_related("written_by")
    return sorted(rows, key=lambda each: (each.pk != question.best_id, each.pk))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked: the lesson as a reader has it; None: their version of the course has it no more."""

    outline: Outline
    lesson: Lesson | None


def place_of(question: LessonQuestion, reader: User) -> Place:
    """The lesson of a question."""
    outline = outline_of(question.course.slug, reader)
    is_there = question.lesson in {each.slug for each in outline.lessons}
    return Place(outline, lesson_of(outline, question.lesson) if is_there else None)


def batches_of(asker: User) -> QuerySet[Batch]:
    """The batches in which somebody studies now."""
    return Batch.objects.filter(enrolments__in=Enrolment.objects.filter(trainee=asker).studying())


def waiting_for(trainer: User) -> QuerySet[LessonQuestion]:
    """Questions that nobody has answered: of trainees of the trainer's batches, and of whoever is in no batch now. The
    one that waits longest comes first."""
    places = Enrolment.objects.filter(trainee=OuterRef("written_by")).studying()
    current = Q(batch__trainer=trainer) | Q(batch__teaching__trainer=trainer, batch__teaching__removed_at=None)
    concerns = Exists(places.filter(current)) | ~Exists(places)
    rows = LessonQuestion.objects.shown().unanswered().filter(concerns)
    return rows.exclude(written_by=trainer).select_related("written_by").order_by("written_at", "pk")

"""What a trainer's day holds. A constant number of statements, however many batches."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, Home, Task
from market.training.classes.people import taught_by
from market.training.models import Batch, ClassQuestion, ClassSession, Enrolment
from market.training.plans.calendar import day_start
from market.training.plans.queries import BatchStage, staged
from market.training.trainees.queries import RELATED, TraineeStand, stands_of

FEW = 10
QUESTIONS = "class_questions"  # the kind of task that the day shows one by one
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about a class that nobody has answered, and for how many whole days it has waited."""

    question: ClassQuestion
    days: int


@dataclass(frozen=True, slots=True)
class BatchGlance:
    """A batch in figures: its trainees, their mean share of classes (None before one counts), and who falls behind."""

    stage: BatchStage
    next_class: ClassSession | None
    trainees: int
    percent: int | None
    behind: int
    ready: int

    @property
    def batch(self) -> Batch:
        """The batch."""
        return self.stage.batch


@dataclass(frozen=True, slots=True)
class Day:
    """What a trainer has before them; `behind` are those of all their batches who fall behind, most reasons first."""

    classes: Sequence[ClassSession]
    tasks: Sequence[Task]
    questions: Sequence[OpenQuestion]
    question_count: int
    behind: Sequence[TraineeStand]
    batches: Sequence[BatchGlance]


def day_of(trainer: User) -> Day:
    """The day of a trainer now."""
    now = clock.now()
    batches = list(batches_of(trainer))
    stands = stands_of(_trainees_in(batches))
    behind = sorted((each for each in stands if each.reasons), key=lambda each: -len(each.reasons))
    questions = _questions_of(trainer)
    return Day(
        classes=_classes_on(trainer, now),
        tasks=[each for each in Home(trainer).tasks() if each.side == STAFF and each.kind != QUESTIONS][: MOST + 1],
        questions=[OpenQuestion(each, (now - each.asked_at).days) for each in questions[:FEW]],
        question_count=questions.count(),
        behind=behind,
        batches=_glances(batches, stands, now),
    )


def batches_of(trainer: User) -> QuerySet[Batch]:
    """Batches of the plan that the trainer teaches and that are not over."""
    teaching = trainer.teaching.filter(removed_at=None).values("batch")
    mine = Q(trainer=trainer) | Q(pk__in=teaching)
    rows = Batch.objects.filter(mine, phase__isnull=False, ended_on__gte=clock.local(clock.now()).date())
    return rows.select_related("topic", "district", "phase").order_by("started_on", "code")


def _classes_on(trainer: User, now: datetime) -> list[ClassSession]:
    """Classes of this day, in Bangladesh, by their hour; one that runs past midnight stays until it is over."""
    start = day_start(clock.local(now).date())
    today = Q(starts_at__gte=start, starts_at__lt=start + DAY)
    rows = taught_by(trainer).filter(today | Q(starts_at__range=(start - DAY, start), ends_at__gt=now))
    return list(rows.select_related("batch__topic", "batch__district", "trainer", "venue").order_by("starts_at", "pk"))


def _questions_of(trainer: User) -> QuerySet[ClassQuestion]:
    """Questions about the trainer's classes that nobody has answered, the oldest first."""
    rows = ClassQuestion.objects.open().filter(session__in=taught_by(trainer))
    return rows.select_related("session__batch", "asked_by").order_by("asked_at", "pk")


def _trainees_in(batches: Sequence[Batch]) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(batch__in=batches).studying()
    return rows.select_related(*RELATED).order_by("batch__code", "seat")


def _glances(batches: Sequence[Batch], stands: Sequence[TraineeStand], now: datetime) -> list[BatchGlance]:
    by_batch: dict[int, list[TraineeStand]] = defaultdict(list)
    for each in stands:
        by_batch[each.place.batch_id].append(each)
    coming: dict[int, ClassSession] = {}
    for session in ClassSession.objects.planned().filter(batch__in=batches, ends_at__gt=now).order_by("-starts_at"):
        coming[session.batch_id] = session
    return [_glance(each, coming.get(each.batch.pk), by_batch[each.batch.pk]) for each in staged(batches)]


def _glance(stage: BatchStage, next_class: ClassSession | None, rows: Sequence[TraineeStand]) -> BatchGlance:
    sums = Counter(attended=0, counted=0, behind=0, ready=0)
    for each in rows:
        sums.update(attended=each.share.attended, counted=each.share.counted)
        sums.update(behind=bool(each.reasons), ready=each.stand == "ready")
    percent = sums["attended"] * 100 // sums["counted"] if sums["counted"] else None
    return BatchGlance(stage, next_class, len(rows), percent, sums["behind"], sums["ready"])

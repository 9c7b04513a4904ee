"""What those who run exams see: their exams, how one goes, and what the bank has for a paper."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from market.accounts.models import User
from market.core.base import clock
from market.learning.courses.models import Course
from market.learning.exams.models import Exam, ExtraTime
from market.learning.exams.queries import exams_with_rules
from market.learning.marking.models import Remark
from market.learning.marking.queries import MarkedAnswer, answers_to_mark
from market.learning.questions.models import Question
from market.learning.sittings.models import Interruption, Sitting, SittingAnswer
from market.learning.vivas.models import Viva
from market.training.models import Batch, Enrolment


def desk_exams(user: User, state: str = "") -> QuerySet[Exam]:
    """The exams that the user runs, of one state or of all, each with `sat`: how many sittings it has."""
    rows = Exam.objects.run_by(user)
    sittings = Sitting.objects.real().filter(exam=OuterRef("pk")).order_by().values("exam")
    counts = Coalesce(Subquery(sittings.annotate(count=Count("pk")).values("count")), 0)
    return exams_with_rules(rows.in_state(state) if state in Exam.State.values else rows).annotate(sat=counts)


def exams_of_batch(user: User, batch: Batch) -> list[Exam]:
    """The exams of a batch, the last one first."""
    return list(desk_exams(user).filter(batch=batch))


def batches_for(user: User, course: Course) -> QuerySet[Batch]:
    """The batches that the user teaches, or that an officer can set an exam of the course for: those that run or will
    run, of its topic."""
    today = clock.local(clock.now()).date()
    rows = Batch.objects.visible_to(user).filter(ended_on__gte=today).select_related("district", "topic")
    return (rows if course.topic_id is None else rows.filter(topic=course.topic_id)).order_by("code")


@dataclass(frozen=True, slots=True)
class Stock:
    """How many questions the bank has of a lesson: by difficulty, and of all together."""

    lesson: str
    counts: dict[int, int]

    @property
    def all(self) -> int:
        """Of whatever difficulty."""
        return sum(self.counts.values())


def stock_of(course: Course) -> list[Stock]:
    """What the bank has for papers of a course, lesson by lesson."""
    rows = Question.objects.in_use().filter(course=course, use=Question.Use.EXAM)
    stocks: dict[str, dict[int, int]] = {}
    for lesson, difficulty in rows.order_by("lesson").values_list("lesson", "difficulty"):
        counts = stocks.setdefault(lesson, dict.fromkeys(Question.Difficulty.values, 0))
        counts[difficulty] += 1
    return [Stock(lesson, counts) for lesson, counts in stocks.items()]


def figures_of(exam: Exam) -> dict[str, int]:
    """How many sittings there are, run now, were submitted or ended, and were passed. One statement."""
    now = clock.now()
    over = Q(submitted_at__isnull=False) | Q(ends_at__lte=now)
    return exam.sittings.real().aggregate(
        sat=Count("pk"),
        running=Count("pk", filter=~over),
        over=Count("pk", filter=over),
        passed=Count("pk", filter=Q(is_passed=True)),
    )


def sittings_of(exam: Exam) -> QuerySet[Sitting]:
    """Its sittings, the last one that was begun first, each with `late`: how many of its answers arrived late."""
    late = SittingAnswer.objects.filter(sitting=OuterRef("pk"), is_late=True).order_by().values("sitting")
    counts = Coalesce(Subquery(late.annotate(count=Count("pk")).values("count")), 0)
    return exam.sittings.real().select_related("user", "viva").annotate(late=counts).order_by("-begun_at", "-pk")


def lost_time_of(exam: Exam) -> QuerySet[Interruption]:
    """Reports of lost time that wait for a decision, the oldest first."""
    rows = Interruption.objects.waiting().filter(sitting__exam=exam)
    return rows.select_related("sitting__user").order_by("reported_at", "pk")


def remarks_of(exam: Exam) -> QuerySet[Remark]:
    """Remarks that wait."""
    return Remark.objects.waiting().filter(sitting__exam=exam).select_related("question", "sitting")


def vivas_of(exam: Exam) -> QuerySet[Viva]:
    """Talks about its papers that nobody decided, the earliest first."""
    return Viva.objects.waiting().filter(sitting__exam=exam).select_related("sitting__user")


def waiting_marks(exam: Exam) -> list[MarkedAnswer]:
    """Answers that wait for the mark of a person."""
    return [each for each in answers_to_mark(exam) if each.waits_for is not None]


def trainees_for_time(batch: Batch) -> QuerySet[User]:
    """Who of a batch may get more time, by seat."""
    places = Enrolment.objects.studying().filter(batch=batch)
    return User.objects.filter(is_active=True, enrolments__in=places).order_by("enrolments__seat", "pk")


def extra_times_of(exam: Exam) -> QuerySet[ExtraTime]:
    """Who has more time, the last one first."""
    return exam.extra_times.select_related("user").order_by("-at", "-pk")

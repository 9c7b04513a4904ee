"""The exams of one person, with their sittings."""

from dataclasses import dataclass

from django.db.models import Q

from market.accounts.models import User
from market.core.base import clock
from market.learning.exams.models import Exam
from market.learning.exams.queries import exams_with_rules, with_titles
from market.learning.models import Sitting

SHOWN = 50


@dataclass(frozen=True, slots=True)
class OwnExam:
    """An exam with the user's own sittings, the last one last."""

    exam: Exam
    sittings: list[Sitting]

    @property
    def running(self) -> Sitting | None:
        """The one that can be gone on with now."""
        return next((each for each in self.sittings if each.is_running), None)

    @property
    def last(self) -> Sitting | None:
        """The last one."""
        return self.sittings[-1] if self.sittings else None

    @property
    def is_to_begin(self) -> bool:
        """Whether it is open and was not begun."""
        return self.exam.state == Exam.State.OPEN and not self.sittings

    @property
    def is_passed(self) -> bool:
        """Whether one of them is passed, and the user may know it."""
        return self.exam.released_at is not None and any(each.is_passed for each in self.sittings)


def has_exam_now(user: User) -> bool:
    """Whether an exam is open to the user, or one of their sittings runs. One statement."""
    now = clock.now()
    is_open = Q(pk__in=Exam.objects.for_user(user).filter(opens_at__lte=now, closes_at__gt=now))
    running = Sitting.objects.of(user).real().filter(submitted_at=None, ends_at__gt=now)
    return Exam.objects.filter(is_open | Q(pk__in=running.values("exam"))).exists()


def own_exams(user: User) -> list[OwnExam]:
    """The exams that the user may sit, or has sat: what is open now first, the rest by age. In five statements."""
    sittings: dict[int, list[Sitting]] = {}
    for row in Sitting.objects.of(user).real().order_by("number"):
        sittings.setdefault(row.exam_id, []).append(row)
    missed = Q(batch=None, closes_at__lte=clock.now())  # of those for all: nothing is to be done about them
    rows = Exam.objects.for_user(user).exclude(missed) | Exam.objects.filter(pk__in=sittings)
    exams = with_titles(list(exams_with_rules(rows).distinct()[:SHOWN]))
    for exam in exams:
        for sitting in sittings.get(exam.pk, []):
            sitting.exam = exam
    shown = [OwnExam(each, sittings.get(each.pk, [])) for each in exams]
    order = [Exam.State.OPEN, Exam.State.PLANNED, Exam.State.CLOSED, Exam.State.RELEASED, Exam.State.CANCELLED]
    return sorted(shown, key=lambda each: order.index(each.exam.state))

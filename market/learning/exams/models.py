"""Exams. What is drawn for whom stands in the sittings; an exam that somebody sits is never changed, only cancelled.

Planned until `opens_at`, open until `closes_at`, then over; released once, or cancelled before.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.learning.courses.models import CourseVersion
from market.learning.questions.models import Question
from market.training.models import BatchTrainer, Certificate, Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 500


class ExamQuerySet(models.QuerySet["Exam"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainers those of batches that they teach and those for all; else what one may sit."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(_run_by(user) | _for(user))

    def run_by(self, user: "User") -> Self:
        """Those that the user may release, cancel and mark: officers all, trainers as above."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(_run_by(user))

    def in_state(self, state: str) -> Self:
        """Those that are in this state now."""
        now = clock.now()
        running = Q(cancelled_at=None, released_at=None)
        states = {
            Exam.State.PLANNED: running & Q(opens_at__gt=now),
            Exam.State.OPEN: running & Q(opens_at__lte=now, closes_at__gt=now),
            Exam.State.CLOSED: running & Q(closes_at__lte=now),
            Exam.State.RELEASED: Q(released_at__isnull=False),
            Exam.State.CANCELLED: Q(cancelled_at__isnull=False),
        }
        return self.filter(states[Exam.State(state)])

    def for_user(self, user: "User") -> Self:
        """Those that the user may sit."""
        return self.filter(_for(user))


def _run_by(user: "User") -> Q:
    if not user.has_role(user.Role.TRAINER):
        return Q(pk__in=())
    teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch")
    return Q(batch=None) | Q(batch__trainer=user) | Q(batch__in=teaching)


def _for(user: "User") -> Q:
    """Exams of the user's batch, and those for all trainees and graduates; cancelled ones to none."""
    places = Enrolment.objects.filter(trainee=user).studying()
    has_certificate = models.Exists(Certificate.objects.valid().filter(holder=user))
    is_for_all = Q(batch=None) & (Q(models.Exists(places)) | Q(has_certificate))
    return (Q(batch__in=places.values("batch")) | is_for_all) & Q(cancelled_at=None)


class Exam(models.Model):
    """An exam of a course, for one batch, or for all trainees and graduates (no batch)."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("an exam", "Planned")
        OPEN = "open", pgettext_lazy("an exam", "Open")
        CLOSED = "closed", pgettext_lazy("an exam", "Being marked")
        RELEASED = "released", pgettext_lazy("an exam", "Results are out")
        CANCELLED = "cancelled", pgettext_lazy("an exam", "Cancelled")

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="exams")
    batch = models.ForeignKey("training.Batch", models.PROTECT, null=True, blank=True, related_name="exams")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()  # nobody begins after it
    minutes = models.PositiveSmallIntegerField()
    grace_hours = models.PositiveSmallIntegerField(default=24)  # so long answers made in time may arrive
    outage_minutes = models.PositiveSmallIntegerField(default=60)  # so much lost time is returned by rule
    tries = models.PositiveSmallIntegerField(default=1)
    retake_days = models.PositiveSmallIntegerField(default=7)  # between two tries
    pass_percent = models.PositiveSmallIntegerField(default=50)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opening_sent_at = models.DateTimeField(null=True, blank=True)  # that those concerned heard that it is open
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="exams_close_after_they_open"),
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="a_pass_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(released_at=None), name="no_results_of_a_cancelled_exam"
            ),
        ]
        ordering = ["-opens_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.course_id}, {self.batch_id}"

    def get_absolute_url(self) -> str:
        """The page with its rules."""
        return reverse("exam", args=[self.pk])

    @property
    def state(self) -> State:
        """Where it stands now."""
        now = clock.now()
        if self.cancelled_at is not None:
            return self.State.CANCELLED
        if self.released_at is not None:
            return self.State.RELEASED
        if now < self.opens_at:
            return self.State.PLANNED
        return self.State.OPEN if now < self.closes_at else self.State.CLOSED

    def get_state_display(self) -> str:
        """The state in words."""
        return str(self.state.label)

    @property
    def title(self) -> str:
        """The course's, in the language that is active now; read once for each object."""
        if "current_version" not in vars(self):
            vars(self)["current_version"] = CourseVersion.objects.current().get(course=self.course_id)
        return str(vars(self)["current_version"].title)

    @property
    def grace(self) -> timedelta:
        """So long after the end of a sitting answers that were made before it may arrive."""
        return timedelta(hours=self.grace_hours)

    @property
    def questions(self) -> int:
        """How many a paper has; `rules` are read once if they are prefetched."""
        return sum(each.count for each in self.rules.all())

    def counts_at(self, end: datetime) -> bool:
        """Whether answers of a sitting that ended then may still arrive."""
        return clock.now() < end + self.grace


class PaperRule(models.Model):
    """So many questions of a lesson ("": of any) and a difficulty (None: of any)."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField()
    lesson = models.SlugField(max_length=60, blank=True)
    difficulty = models.PositiveSmallIntegerField(choices=Question.Difficulty, null=True, blank=True)
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "position"], name="one_rule_at_a_position"),
            models.CheckConstraint(condition=Q(count__gte=1), name="a_rule_takes_questions"),
        ]
        ordering = ["exam", "position"]

    def __str__(self) -> str:
        return _("%(count)s of %(lesson)s") % {"count": self.count, "lesson": self.lesson or "*"}


class ExtraTime(models.Model):
    """More minutes for one person, decided before the sitting begins, with the reason."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="extra_times")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=REASON_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "user"], name="one_extra_time_of_a_person")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.minutes}"

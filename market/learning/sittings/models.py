"""Sittings: a paper that was drawn, and what was answered. Answers are only added; which of them count is a rule.

Each device that goes on with a sitting has a number; answers have a number of their own on the device. So the order of
what somebody answered is known without any clock of a phone: later devices after earlier ones, then by number.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.learning.exams.models import REASON_LENGTH, Exam

if TYPE_CHECKING:
    from market.accounts.models import User


class SittingQuerySet(models.QuerySet["Sitting"]):
    def of(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(user=user)

    def real(self) -> Self:
        """Those that count: no trial papers."""
        return self.filter(is_trial=False)

    def run_by(self, user: "User") -> Self:
        """Those of exams that the user runs; never the user's own."""
        return self.real().filter(exam__in=Exam.objects.run_by(user)).exclude(user=user)

    def ended_for_good(self, exam: Exam) -> Self:
        """Those of the exam to which nothing can be added any more, as `is_final` says of one."""
        now = clock.now()
        at = now - exam.grace
        resumes = Q(resume_until__gt=now)
        waiting = Interruption.objects.waiting().filter(sitting__exam=exam).values("sitting")
        return self.filter(Q(ends_at__lte=at) | Q(submitted_at__lte=at), exam=exam).exclude(resumes | Q(pk__in=waiting))


class Sitting(models.Model):
    """One try of one person, with its paper. A trial paper has questions of lessons, and counts for nothing."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sittings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField()
    is_trial = models.BooleanField(default=False)
    seed = models.CharField(max_length=32)
    paper = ArrayField(models.BigIntegerField())  # the ids of its questions, in their order
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    returned_seconds = models.PositiveIntegerField(default=0)  # of time that was lost, by rule and by trainers
    resume_seconds = models.PositiveIntegerField(null=True, blank=True)  # returned after the end, to be used later
    resume_until = models.DateTimeField(null=True, blank=True)  # when these lapse
    submitted_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()  # when a device was last heard of
    # Once it is marked:
    points = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    most_points = models.PositiveSmallIntegerField(null=True, blank=True)
    is_passed = models.BooleanField(null=True)
    needs_second_marks = models.BooleanField(default=False)  # near the pass line, by the first marks of its answers

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "user", "is_trial", "number"], name="one_sitting_of_a_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begun_at")), name="sittings_end_after_they_begin"),
        ]
        indexes = [models.Index(fields=["user", "exam"], name="sittings_of_a_user")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.exam_id}, {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the paper, or of the result."""
        return reverse("sitting", args=[self.pk])

    @property
    def current_device(self) -> "SittingDevice":
        """The device that goes on with it; `devices` are read once if they are prefetched."""
        return next(each for each in self.devices.all() if each.ended_at is None)

    @property
    def end(self) -> datetime:
        """When it ended or will end: by the person or by the clock."""
        return self.ends_at if self.submitted_at is None else min(self.submitted_at, self.ends_at)

    @property
    def is_running(self) -> bool:
        """Whether one can answer now."""
        return self.submitted_at is None and clock.now() < self.ends_at

    @property
    def is_final(self) -> bool:
        """Whether nothing can arrive any more, and no time be returned."""
        return not self.can_resume and clock.now() >= self.end + self.exam.grace

    @property
    def can_resume(self) -> bool:
        """Whether time was returned after the end that can still be used."""
        return self.resume_until is not None and clock.now() < self.resume_until

    @property
    def percent(self) -> int | None:
        """Of the points; whole, rounded down, so that nobody reads a pass into a failure. None: not marked."""
        return None if self.points is None or not self.most_points else int(100 * self.points / self.most_points)


class SittingDevice(models.Model):
    """A time on one device. Taking over on another one ends it: what is answered on it later does not count. Who comes
    back to a device gets a new number."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="devices")
    number = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="one_device_of_a_number"),
            models.UniqueConstraint(fields=["sitting"], condition=Q(ended_at=None), name="one_device_at_a_time"),
        ]
        ordering = ["sitting", "number"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.number}"


class SittingAnswer(models.Model):
    """An answer as a device sent it. Never changed. One that does not count says why."""

    class Outside(models.TextChoices):
        AFTER_END = "after_end", _("made after the end")
        OTHER_DEVICE = "other_device", _("made on a device that another one had replaced")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="answers")
    device = models.ForeignKey(SittingDevice, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # on the device
    question = models.ForeignKey("learning.Question", models.PROTECT, related_name="exam_answers")
    answer = models.JSONField(null=True, blank=True)  # None: the question was left open
    answered_at = models.DateTimeField()  # by the device, corrected by the server's clock
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # it arrived after the end
    outside = models.CharField(max_length=12, choices=Outside, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "number"], name="an_answer_once")]
        indexes = [models.Index(fields=["sitting", "question"], name="answers_of_a_sitting")]
        ordering = ["sitting", "device__number", "number"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.question_id}"


class InterruptionQuerySet(models.QuerySet["Interruption"]):
    def run_by(self, user: "User") -> Self:
        """Those of exams that the user runs; never the user's own."""
        rows = self.filter(sitting__exam__in=Exam.objects.run_by(user), sitting__is_trial=False)
        return rows.exclude(sitting__user=user)

    def waiting(self) -> Self:
        """Those about which a trainer decides, as long as that can bring something."""
        exam = {"sitting__exam__released_at": None, "sitting__exam__cancelled_at": None}
        return self.filter(state=Interruption.State.WAITING, **exam)


class Interruption(models.Model):
    """A time in which nothing was heard of a running sitting, as it was measured; and what was returned of it."""

    class State(models.TextChoices):
        MEASURED = "measured", pgettext_lazy("lost time", "Measured")
        RETURNED = "returned", pgettext_lazy("lost time", "Returned")
        WAITING = "waiting", pgettext_lazy("lost time", "Waits for a trainer")
        DECIDED = "decided", pgettext_lazy("lost time", "Decided by a trainer")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="interruptions")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.MEASURED)
    lost_seconds = models.PositiveIntegerField(null=True, blank=True)  # once it is reported
    returned_seconds = models.PositiveIntegerField(default=0)
    report = models.CharField(max_length=REASON_LENGTH, blank=True)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = InterruptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="interruptions_last"),
        ]
        indexes = [models.Index(fields=["reported_at"], condition=Q(state="waiting"), name="lost_time_that_waits")]
        ordering = ["sitting", "from_at"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        """The page on which a trainer decides about it."""
        return reverse("decide_lost_time", args=[self.pk])

    @property
    def open_seconds(self) -> int:
        """What was lost and not returned."""
        return (self.lost_seconds or 0) - self.returned_seconds

"""Objections to what counts of attendance. AttendanceObjection: see market.training.objections."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from market.files.models import Upload
from market.training.attendance.models import AttendanceMark
from market.training.objections import Decision, Objection

if TYPE_CHECKING:
    from market.accounts.models import User


class AttendanceObjectionQuerySet(models.QuerySet["AttendanceObjection"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; their own for trainees. Trainers read none: one may be about them."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(enrolment__trainee=user)

    def waiting(self) -> Self:
        """Those that an officer has to decide."""
        return self.filter(state=AttendanceObjection.State.OPEN)


class AttendanceObjection(Objection):
    """A trainee's objection: what counts of them in a class is wrong."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="attendance_objections")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="attendance_objections")
    files = models.ManyToManyField(Upload, related_name="+")

    objects = AttendanceObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="one_attendance_objection_each"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(remind_at=None), name="decided_attendance_is_not_reminded"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="attendance_objections_due"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="attendance_objections_remind"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page at the officers' desk."""
        return reverse("attendance_objection", args=[self.pk])

    @property
    def trainees_page(self) -> str:
        """Where the trainee reads what became of it."""
        return reverse("object_to_attendance", args=[self.session_id])


class AttendanceDecision(Decision):
    """What an officer decided on an objection to attendance."""

    objection = models.ForeignKey(AttendanceObjection, models.PROTECT, related_name="decisions")
    # What counts by it; None: refused.
    new_mark = models.OneToOneField(AttendanceMark, models.PROTECT, null=True, related_name="decision")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objection", "round"], name="one_attendance_decision_of_a_round"),
            models.UniqueConstraint(fields=["objection", "decided_by"], name="another_decides_on_attendance_then"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="two_rounds_on_attendance"),
        ]
        ordering = ["objection", "round"]

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.round}"

    @property
    def is_granted(self) -> bool:
        """Whether the objection was right."""
        return self.new_mark_id is not None

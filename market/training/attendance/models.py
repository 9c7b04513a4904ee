"""Who attended a class.

An AttendanceMark is what one source says, and stays for good. Attendance is what counts of them for one trainee in one
class: the database writes it anew with each mark (sql/attendance.sql, where the rule stands).
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.classes.models import ClassSession
from market.training.enrolments.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User


class Value(models.TextChoices):
    """What a mark says, and what counts."""

    PRESENT = "present", pgettext_lazy("in a class", "Present")
    LATE = "late", pgettext_lazy("in a class", "Late")
    MADE_UP = "made_up", pgettext_lazy("a class", "Made up")
    EXCUSED = "excused", pgettext_lazy("in a class", "Excused")
    ABSENT = "absent", pgettext_lazy("in a class", "Absent")


ATTENDED = (Value.PRESENT, Value.LATE, Value.MADE_UP)


class OfEnrolmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """Those of classes and places that the user sees: officers, the batch's trainers, and the trainee."""
        own = Enrolment.objects.visible_to(user)
        return self.filter(session__in=ClassSession.objects.visible_to(user), enrolment__in=own)


class AttendanceMark(models.Model):
    """What one source says about one trainee in one class. Never changed; only its reason can be erased."""

    class Source(models.TextChoices):
        CODE = "code", _("Code said in class")
        ROLL = "roll", _("Roll of the trainer")
        MADE_UP = "made_up", _("Recording with check questions")
        OUTAGE = "outage", _("Outage")
        OFFICE = "office", _("Decision of the office")

    # Without indexes of their own: those of Meta begin with them, and there are millions of marks.
    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="marks", db_index=False)
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="marks")
    source = models.CharField(max_length=7, choices=Source)
    value = models.CharField(max_length=7, choices=Value)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    # From a device that had no line: when it was noted there, and the number that the device gave it.
    noted_at = models.DateTimeField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True)
    # A change of the roll has a reason, and settles what marks before it said.
    settles = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment", "source"],
                condition=Q(source__in=["code", "made_up"]),
                name="one_mark_of_a_code",
            ),
            models.UniqueConstraint(fields=["by", "client_id"], name="one_mark_of_a_number"),
            models.CheckConstraint(condition=Q(settles=False) | Q(source="roll"), name="only_rolls_settle"),
            models.CheckConstraint(
                condition=Q(source="code", value="present")
                | Q(source="roll", value__in=["present", "late", "excused", "absent"])
                | Q(source="made_up", value="made_up")
                | Q(source="outage", value="excused")
                | Q(source="office", value__in=["present", "late", "excused", "absent"]),
                name="a_source_says_what_it_can",
            ),
        ]
        indexes = [models.Index(fields=["session", "enrolment"], name="marks_of_a_class")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.source} {self.value}"


class Attendance(models.Model):
    """What counts of the marks of one trainee in one class; each column is the last word of a source, "" for none.

    Written by the database only.
    """

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(
        "training.Enrolment",
        models.PROTECT,
        related_name="attendance",
        db_index=False,  # the constraint begins with it
    )
    code = models.CharField(max_length=7, blank=True, db_default="")
    roll = models.CharField(max_length=7, blank=True, db_default="")
    made_up = models.CharField(max_length=7, blank=True, db_default="")
    outage = models.CharField(max_length=7, blank=True, db_default="")
    office = models.CharField(max_length=7, blank=True, db_default="")
    counts = models.CharField(max_length=7, choices=Value, blank=True, db_default="")
    # The code and the roll, or two phones, say different things, and the trainer has not settled it.
    is_contradicted = models.BooleanField(db_default=False)

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "session"], name="one_attendance_each")]
        indexes = [
            models.Index(fields=["session"], condition=Q(is_contradicted=True), name="contradicted_attendance"),
        ]
        ordering = ["session", "enrolment"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.counts}"

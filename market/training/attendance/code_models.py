"""Codes said in class, tries of trainees to enter one, and rolls that a trainee confirmed."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.training.classes.models import ClassSession
from market.training.enrolments.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User


class AttendanceCodeQuerySet(models.QuerySet["AttendanceCode"]):
    def visible_to(self, user: "User") -> Self:
        """Those of classes that the user sees."""
        return self.filter(session__in=ClassSession.objects.visible_to(user))

    def open(self) -> Self:
        """Those that count now."""
        now = clock.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)


class AttendanceCode(models.Model):
    """A code of a class, which counts for minutes. Its digits stand nowhere: they are computed from the nonce."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="attendance_codes")
    nonce = models.CharField(max_length=32)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AttendanceCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gte=F("opens_at")), name="attendance_code_closes_later")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.opens_at}"


class CodeTries(models.Model):
    """How often a trainee has entered something for a code: counted before it is compared, so that none is free."""

    code = models.ForeignKey(AttendanceCode, models.PROTECT, related_name="tries_of")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="code_tries")
    tries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "enrolment"], name="one_count_of_tries")]
        ordering = ["code", "enrolment"]
        verbose_name_plural = "code tries"

    def __str__(self) -> str:
        return f"{self.code_id}: {self.tries}"


class CountersignatureQuerySet(models.QuerySet["Countersignature"]):
    def visible_to(self, user: "User") -> Self:
        """Those of classes and places that the user sees."""
        own = Enrolment.objects.visible_to(user)
        return self.filter(session__in=ClassSession.objects.visible_to(user), enrolment__in=own)


class Countersignature(models.Model):
    """A trainee who was there says that the roll of a class is as it was. It holds for the marks up to `last_mark`."""

    class Way(models.TextChoices):
        OWN = "own", _("On an own device")
        CARD = "card", _("By card, on the trainer's device")

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="countersignatures")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="countersignatures")
    way = models.CharField(max_length=4, choices=Way)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    last_mark = models.ForeignKey("training.AttendanceMark", models.PROTECT, related_name="+")

    objects = CountersignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment", "last_mark"], name="one_countersignature_each")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.enrolment_id}"

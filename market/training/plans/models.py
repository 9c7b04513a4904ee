"""The plan: a programme has phases, a phase has batches, which are made by a template.

A phase has no state of its own: dates of the applications and of the batches say where it stands.
"""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation

if TYPE_CHECKING:
    from market.accounts.models import User

SUNDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY = 6, 1, 3, 4, 5  # as date.weekday() counts


def class_weekdays() -> list[int]:
    """Weekdays of live classes, unless the template says otherwise."""
    return [SUNDAY, TUESDAY, THURSDAY]


def in_person_weekdays() -> list[int]:
    """Weekdays of face-to-face classes, unless the template says otherwise."""
    return [FRIDAY, SATURDAY]


class InTwoLanguages(models.Model):
    """A row with a name in both languages."""

    name_en = models.CharField(max_length=120)
    name_bn = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """The name in the language that is active now."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en


class Programme(InTwoLanguages):
    """A programme, such as the two years of "Amar Internet Amar Ay"."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="programme_ends_after_start")
        ]
        ordering = ["-starts_on"]


class PlanTemplate(InTwoLanguages):
    """How a batch of a phase goes: what its calendar is made from. Times are those of Bangladesh."""

    seats = models.PositiveSmallIntegerField(default=36)
    class_count = models.PositiveSmallIntegerField(default=22)
    class_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=class_weekdays)
    class_at = models.TimeField(default=time(20))
    class_minutes = models.PositiveSmallIntegerField(default=90)
    ramadan_at = models.TimeField(default=time(21, 30))  # when live classes begin in Ramadan
    in_person_count = models.PositiveSmallIntegerField(default=6)
    in_person_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=in_person_weekdays)
    in_person_at = models.TimeField(default=time(10))
    in_person_minutes = models.PositiveSmallIntegerField(default=180)
    project_months = models.PositiveSmallIntegerField(default=4)

    class Meta:
        ordering = ["pk"]


class PhaseQuerySet(models.QuerySet["Phase"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for a trainer, those with a batch that they teach; none for others."""
        if user.has_role(user.Role.OFFICER):
            return self
        if not user.has_role(user.Role.TRAINER):
            return self.none()
        teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch__phase")
        return self.filter(Q(batches__trainer=user) | Q(pk__in=teaching)).distinct()


class Phase(models.Model):
    """A part of a programme in which some districts are trained at once."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    template = models.ForeignKey(PlanTemplate, models.PROTECT, related_name="+")
    starts_on = models.DateField()  # the first day on which a class may be
    # Between these two instants trainees apply.
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()

    objects = PhaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_phase_of_a_number"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="applications_close_after_opening"),
        ]
        ordering = ["programme", "number"]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.number}"

    def get_absolute_url(self) -> str:
        """Its page at the officers' desk."""
        return reverse("phase", args=[self.pk])

    @property
    def last_moment(self) -> datetime:
        """The last moment at which trainees apply: on the last day of applications."""
        return self.closes_at - timedelta(microseconds=1)


class Venue(InTwoLanguages):
    """A place of face-to-face classes."""

    district = models.ForeignKey("training.District", models.PROTECT, related_name="venues")
    address = models.CharField(max_length=300)
    seats = models.PositiveSmallIntegerField(default=36)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "name_en"], name="one_venue_of_a_name_in_a_district")
        ]
        ordering = ["district", "name_en"]


class BatchTrainer(models.Model):
    """A trainer who teaches a batch beside its lead trainer (`Batch.trainer`), from when, and until when."""

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="teaching")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teaching")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "trainer"], condition=Q(removed_at=None), name="teaches_a_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.trainer_id}"

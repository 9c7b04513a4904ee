"""Travel plans of trainers.

TravelPlan: current -> withdrawn. What it says is its newest TravelVersion; versions and their classes are a record.
Whether it still fits is never stored: its version says at which time, and where, each class was when it was written.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User


class TravelPlanQuerySet(models.QuerySet["TravelPlan"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for a trainer their own; none for others."""
        if user.has_role(user.Role.OFFICER):
            return self
        return self.filter(trainer=user) if user.has_role(user.Role.TRAINER) else self.none()

    def standing(self) -> Self:
        """Those that are not withdrawn."""
        return self.filter(withdrawn_at=None)

    def with_fit(self) -> Self:
        """Each with `is_off`: whether one of its classes has another time, place or trainer now, or is cancelled."""
        rows = TravelClass.objects.filter(version=OuterRef("current"))
        return self.annotate(is_off=Exists(rows.changed()))


class TravelPlan(models.Model):
    """A trainer's journey to one or several consecutive face-to-face classes of a batch."""

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="travel_plans")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="travel_plans")
    # The newest version; null only while it is being saved for the first time.
    current = models.ForeignKey("training.TravelVersion", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = TravelPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.trainer_id}"

    def get_absolute_url(self) -> str:
        """Its page, for the trainer and officers."""
        return reverse("travel_plan", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        """Whether the trainer does not travel."""
        return self.withdrawn_at is not None


class TravelVersion(models.Model):
    """What a plan says from a moment on. Never changed; what a person wrote is emptied with the account."""

    class Means(models.TextChoices):
        BUS = "bus", pgettext_lazy("travel", "Bus")
        TRAIN = "train", pgettext_lazy("travel", "Train")
        LAUNCH = "launch", pgettext_lazy("travel", "Launch")
        CAR = "car", pgettext_lazy("travel", "Car")
        PLANE = "plane", pgettext_lazy("travel", "Plane")
        OTHER = "other", pgettext_lazy("travel", "Something else")

    plan = models.ForeignKey(TravelPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    origin = models.CharField(max_length=360)
    destination = models.CharField(max_length=360)
    means = models.CharField(max_length=6, choices=Means)
    leaves_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    stay = models.CharField(max_length=900, blank=True)
    contact = models.CharField(max_length=360, blank=True)
    notes = models.CharField(max_length=3000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_travel_version_of_a_number"),
            models.CheckConstraint(condition=Q(arrives_at__gt=F("leaves_at")), name="who_travels_arrives_later"),
        ]
        indexes = [models.Index(fields=["arrives_at"])]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}"


class TravelClassQuerySet(models.QuerySet["TravelClass"]):
    def changed(self) -> Self:
        """Those whose class is another one now: its time, its place, who gives it, or that it takes place at all."""
        return self.exclude(pk__in=TravelClass.objects.unchanged().values("pk"))

    def unchanged(self) -> Self:
        """Those whose class is as it was when the version was written."""
        return self.filter(
            Q(venue=F("session__venue")) | Q(venue=None, session__venue=None),
            starts_at=F("session__starts_at"),
            session__trainer=F("version__plan__trainer"),
            session__state="planned",
        )

    def fitting(self) -> Self:
        """Those of newest versions of plans that stand, whose class is as it was."""
        newest = self.filter(version=F("version__plan__current"), version__plan__withdrawn_at=None)
        return newest.unchanged()


class TravelClass(models.Model):
    """A class to which a version goes, with its time and place when the version was written. Never changed."""

    version = models.ForeignKey(TravelVersion, models.PROTECT, related_name="classes")
    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="travel")
    starts_at = models.DateTimeField()
    venue = models.ForeignKey("training.Venue", models.PROTECT, null=True, blank=True, related_name="+")

    objects = TravelClassQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "session"], name="a_version_has_a_class_once")]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.session_id}"

    def is_changed(self, trainer_id: int) -> bool:
        """Whether the class has another time, place or trainer now, or is cancelled."""
        session = self.session
        now: tuple[datetime, int | None, int | None] = (session.starts_at, session.venue_id, session.trainer_id)
        return now != (self.starts_at, self.venue_id, trainer_id) or not session.is_planned

"""Places in batches.

Enrolment: offered -> accepted | declined | lapsed; accepted -> dropped_out | transferred | completed;
dropped_out -> accepted, when the trainee returns. A transfer makes a new one in the other batch.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.plans.models import BatchTrainer

if TYPE_CHECKING:
    from market.accounts.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainers those of batches that they teach; for trainees their own."""
        if user.has_role(user.Role.OFFICER):
            return self
        own = Q(trainee=user)
        if user.has_role(user.Role.TRAINER):
            teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch")
            own |= Q(state__in=Enrolment.STUDYING) & (Q(batch__trainer=user) | Q(batch__in=teaching))
        return self.filter(own)

    def seated(self) -> Self:
        """Those that hold a seat."""
        return self.filter(state__in=Enrolment.SEATED)

    def offered(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=Enrolment.State.OFFERED)

    def studying(self) -> Self:
        """Those of trainees: accepted, and not given up."""
        return self.filter(state__in=Enrolment.STUDYING)


class Enrolment(models.Model):
    """A user's place in a batch, with the seat that it holds."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("In the batch")
        DECLINED = "declined", pgettext_lazy("a place in a batch", "Declined")
        LAPSED = "lapsed", _("Not answered in time")
        DROPPED_OUT = "dropped_out", _("Left the course")
        TRANSFERRED = "transferred", _("Moved to another batch")
        COMPLETED = "completed", pgettext_lazy("a course", "Completed")

    SEATED = (State.OFFERED, State.ACCEPTED, State.COMPLETED)
    STUDYING = (State.ACCEPTED, State.COMPLETED)

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="enrolments")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    # None: the batch was filled before applications were kept here.
    application = models.ForeignKey(
        "training.Application", models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    # The place in another batch before, from which an officer moved the trainee.
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    # As on the earlier certificate, and on the programme's own.
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.OFFERED)
    seat = models.PositiveSmallIntegerField(null=True)
    offered_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "seat"],
                condition=Q(state__in=["offered", "accepted", "completed"]),
                name="one_seat_each",
            ),
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(state__in=["offered", "accepted"]), name="one_place_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "completed"], seat__isnull=False)
                | Q(~Q(state__in=["offered", "accepted", "completed"]), seat=None),
                name="a_place_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", answer_due_at__isnull=False) | Q(~Q(state="offered"), answer_due_at=None),
                name="an_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_due_at"], condition=Q(state="offered"), name="offers_of_places"),
            models.Index(fields=["remind_at"], condition=Q(state="offered"), name="reminders_of_places"),
        ]
        ordering = ["batch", "seat", "pk"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.seat}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enrolment", args=[self.pk])

    @property
    def times(self) -> tuple[datetime | None, ...]:
        """When it was offered, is to be answered, and ended."""
        return self.offered_at, self.answer_due_at, self.ended_at

    @property
    def name(self) -> str:
        """The trainee's name in the active language."""
        return (self.name_bn or self.name_en) if translation.get_language() == "bn" else self.name_en


class EnrolmentChange(models.Model):
    """What became of a place: into which state, by whom, when and why. Never changed, never deleted."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=11, choices=Enrolment.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: the site
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.state}"

"""Support of trainees by their trainers; coaching by consent."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from market.coaching.mentoring.models import BidReview, Coaching, Consent
from market.training.models import Batch, Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["BidReview", "Coaching", "Consent", "Support", "SupportAnswer"]


class SupportQuerySet(models.QuerySet["Support"]):
    def visible_to(self, user: "User") -> Self:
        """Those of places that the user sees: how long it waits; the messages are read by members only."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def waiting(self) -> Self:
        """Those with a message of a trainee, still in the batch, that no trainer has answered."""
        return self.filter(waits_since__isnull=False, enrolment__state__in=Enrolment.STUDYING)


class Support(models.Model):
    """The conversation of a trainee with the trainers of the batch."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="support")
    conversation = models.OneToOneField("messaging.Conversation", models.PROTECT, related_name="support")
    opened_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True, blank=True)  # the first message that no trainer has answered
    escalate_at = models.DateTimeField(null=True, blank=True)  # when the lead trainer, and then the office, hear of it
    is_with_lead = models.BooleanField(default=False)

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_since__isnull=False) | Q(escalate_at=None, is_with_lead=False),
                name="only_what_waits_is_escalated",
            )
        ]
        indexes = [
            models.Index(fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="support_to_escalate"),
            models.Index(fields=["waits_since"], condition=Q(waits_since__isnull=False), name="support_that_waits"),
        ]
        ordering = [F("waits_since").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.waits_since}"


class SupportAnswer(models.Model):
    """How long a trainee waited for an answer, and who gave it. Never changed, never deleted."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="answers")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")  # that they were in; they may have moved since
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(answered_at__gte=F("asked_at")), name="answered_after_it_was_asked")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.support_id}: {self.answered_at}"

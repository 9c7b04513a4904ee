"""Claims of outages. OutageClaim: open -> accepted | refused."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.plans.models import BatchTrainer

if TYPE_CHECKING:
    from market.accounts.models import User


def _taught_by(user: "User") -> Q:
    teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch")
    return Q(session__batch__trainer=user) | Q(session__batch__in=teaching)


class OutageClaimQuerySet(models.QuerySet["OutageClaim"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainers those of batches that they teach now; for trainees their own."""
        if user.has_role(user.Role.OFFICER):
            return self
        own = Q(enrolment__trainee=user)
        return (
            self.filter(own | Q(pk__in=self.taught_by(user))) if user.has_role(user.Role.TRAINER) else self.filter(own)
        )

    def taught_by(self, user: "User") -> Self:
        """Those of batches that the user teaches now: who was removed from a batch decides nothing any more."""
        teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch")
        return self.filter(Q(session__batch__trainer=user) | Q(session__batch__in=teaching))

    def open(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state=OutageClaim.State.OPEN)


class OutageClaim(models.Model):
    """A trainee says that an outage kept them from a class, or from a part of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the trainer")
        ACCEPTED = "accepted", pgettext_lazy("a claim of an outage", "Accepted")
        REFUSED = "refused", pgettext_lazy("a claim of an outage", "Refused")

    class Cause(models.TextChoices):
        ELECTRICITY = "electricity", pgettext_lazy("what failed", "Electricity")
        INTERNET = "internet", pgettext_lazy("what failed", "Internet")
        DEVICE = "device", pgettext_lazy("what failed", "Phone or computer")

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="outage_claims")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="outage_claims")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    cause = models.CharField(max_length=11, choices=Cause)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    text = models.CharField(max_length=3000)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # when it went to the officers
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1500, blank=True)

    objects = OutageClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="one_outage_claim_each"),
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="outage_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(~Q(state="open"), decided_by__isnull=False, decided_at__isnull=False, remind_at=None),
                name="decided_claim_means_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="outage_claims_due"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="outage_claims_to_remind"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outage_claim", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.OPEN

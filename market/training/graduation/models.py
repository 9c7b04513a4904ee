"""Exceptions from the rule of graduating.

GraduationException: proposed -> confirmed | refused. What was proposed, and a decision, are never changed.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.enrolments.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User


class GraduationExceptionQuerySet(models.QuerySet["GraduationException"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainers those of their batches; for a trainee those that were confirmed."""
        rows = self.filter(enrolment__in=Enrolment.objects.visible_to(user))
        if user.has_role(user.Role.OFFICER):
            return self
        confirmed = Q(state=GraduationException.State.CONFIRMED)
        return rows.filter(confirmed | ~Q(enrolment__trainee=user))

    def proposed(self) -> Self:
        """Those that wait for a second officer."""
        return self.filter(state=GraduationException.State.PROPOSED)

    def confirmed(self) -> Self:
        """Those that count."""
        return self.filter(state=GraduationException.State.CONFIRMED)


class GraduationException(models.Model):
    """One trainee need not have met one requirement: proposed by one officer, confirmed by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second officer")
        CONFIRMED = "confirmed", pgettext_lazy("an exception", "Confirmed")
        REFUSED = "refused", pgettext_lazy("an exception", "Refused")

    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="exceptions")
    requirement = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)  # why it was refused

    objects = GraduationExceptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(state__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="two_officers_make_an_exception",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "requirement"],
                condition=~Q(state="refused"),
                name="one_exception_of_a_requirement",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.requirement}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return self.state == self.State.CONFIRMED

"""Vivas: talks about papers that raise doubts.

called -> the paper counts, or does not count.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.learning.exams.models import REASON_LENGTH
from market.learning.sittings.models import Sitting

if TYPE_CHECKING:
    from market.accounts.models import User

PLACE_LENGTH = 200


class VivaQuerySet(models.QuerySet["Viva"]):
    def run_by(self, user: "User") -> Self:
        """Those about papers of exams that the user runs; never about the user's own."""
        return self.filter(sitting__in=Sitting.objects.run_by(user))

    def waiting(self) -> Self:
        """Those that nobody decided, as long as that can bring something."""
        exam = {"sitting__exam__released_at": None, "sitting__exam__cancelled_at": None}
        return self.filter(outcome="", **exam)


class Viva(models.Model):
    """A talk about a paper. The trainee reads the reason, and what came of it."""

    class Outcome(models.TextChoices):
        COUNTS = "counts", _("The paper counts")
        VOID = "void", _("The paper does not count")

    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="viva")
    reason = models.CharField(max_length=REASON_LENGTH)
    at = models.DateTimeField()
    place = models.CharField(max_length=PLACE_LENGTH)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = VivaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | ~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decided_vivas_say_how",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="void", decided_by=F("called_by")), name="two_people_void_a_paper"
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(outcome=""), name="vivas_that_wait")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.at}"

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("decide_viva", args=[self.pk])

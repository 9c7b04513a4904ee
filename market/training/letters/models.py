"""PDFs that a job makes: the certificates of a batch, or the letters of an issuance.

Printing: preparing -> ready | failed. Its file is encrypted, and deleted after a day or once the letters are printed.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from market.accounts.models import User


class PrintingQuerySet(models.QuerySet["Printing"]):
    def visible_to(self, user: "User") -> Self:
        """An officer's own; none for others."""
        return self.filter(asked_by=user) if user.has_role(user.Role.OFFICER) else self.none()


class Printing(models.Model):
    """A PDF for the officer who asked for it: the letters of `issuance`, or without one the batch's certificates."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="printings")
    issuance = models.ForeignKey("training.Issuance", models.CASCADE, null=True, related_name="printings")
    part = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to="printing/%Y/%m", blank=True, max_length=255)

    objects = PrintingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "batch", "issuance", "part"],
                condition=Q(state="preparing"),
                nulls_distinct=False,
                name="one_printing_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["expires_at"])]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    def get_absolute_url(self) -> str:
        """The page that shows its progress."""
        return reverse("printing", args=[self.pk])

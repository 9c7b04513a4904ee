"""Paper copies of the guide book, one for each place.

GuideCopy: sent -> received | missing, as the trainee says; missing -> sent anew; missing -> received
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from market.training.enrolments.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User


class GuideCopyQuerySet(models.QuerySet["GuideCopy"]):
    def visible_to(self, user: "User") -> Self:
        """Those of places that the user sees: officers, the batch's trainers, and the trainee."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class GuideCopy(models.Model):
    """The paper copy of one place: where it is by the last word."""

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("a paper copy", "Sent")
        RECEIVED = "received", pgettext_lazy("a paper copy", "Received")
        MISSING = "missing", pgettext_lazy("a paper copy", "Not received")

    enrolment = models.OneToOneField("training.Enrolment", models.PROTECT, related_name="guide_copy")
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    changed_at = models.DateTimeField()

    objects = GuideCopyQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment__batch", "enrolment__seat", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.state}"


class GuideCopyChange(models.Model):
    """What was said of a copy, by whom and when. Never changed, never deleted."""

    copy = models.ForeignKey(GuideCopy, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=8, choices=GuideCopy.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.copy_id}: {self.state}"

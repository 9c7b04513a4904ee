"""Marks of users on jobs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.Model):
    """A job that a user saved for later, or does not want to see in lists."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        HIDDEN = "hidden", _("Not interested")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="job_marks")
    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "job"], name="one_mark_per_person_and_job")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.job_id} {self.kind}"

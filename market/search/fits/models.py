"""Jobs of which freelancers are told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from market.jobs.models import Job


class JobSuggestion(models.Model):
    """A new job that fits a freelancer. One row for each of the two, and it stays: nobody hears of a job twice.

    It waits for `due_at`, goes to a job of the worker, and is settled: told, or left out since it did not fit any more.
    One `is_at_once` is told by itself, since nothing is missing and the freelancer asked for that.
    """

    # The constraint has the index.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="job_suggestions", db_index=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="suggestions")
    is_at_once = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "job"], name="one_suggestion_per_person_and_job")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="suggestions_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.job_id}"

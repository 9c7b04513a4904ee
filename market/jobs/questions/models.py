"""What clients ask of everybody who bids, and which conversation is about which job."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from market.messaging.models import Conversation


class Thread(models.Model):
    """The one conversation of a client and a freelancer about a job, or about none."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, blank=True, related_name="threads")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="thread")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "client", "freelancer"], nulls_distinct=False, name="one_thread_per_pair_and_job"
            ),
            models.CheckConstraint(condition=~Q(client=models.F("freelancer")), name="nobody_talks_with_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.client} and {self.freelancer}"


class Question(models.Model):
    """A client's question to everybody who bids. Once there is a bid, the questions of a job cannot change."""

    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()  # short: the action counts its characters
    is_required = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="questions_stand_in_order")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text

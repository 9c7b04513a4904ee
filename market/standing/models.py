"""Scores of users, as of the last midnight that changed something, and scheduled recounts.

Every row can be computed again from `market.standing.scored_events` by `market.standing.formula`.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from market.standing.formula import Counts, InputScore, Side, input_scores


class Score(models.Model):
    """A user on one side. `counts` holds by input [how many went well, of how many]; `points` None: new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scores")
    side = models.CharField(max_length=10, choices=Side)
    counts = models.JSONField(default=dict)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField()  # a midnight: events before it are included

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "side"], name="one_score_per_side"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__lte=100), name="points_are_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.side}: {self.points}"

    def get_absolute_url(self) -> str:
        """The page where the user reads it."""
        return f"{reverse('my_standing')}?side={self.side}"

    @property
    def decimal_counts(self) -> Counts:
        """`counts` with Decimals."""
        return {name: (Decimal(good), count) for name, (good, count) in self.counts.items()}

    @property
    def inputs(self) -> list[InputScore]:
        """Every input of the side, with its points."""
        return input_scores(self.side, self.decimal_counts)


class Recount(models.Model):
    """A user is to be recounted at a midnight. Rows are only added; due ones are deleted by the recount."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="recounts_by_clock"),
            models.Index(fields=["user", "side", "due_at"], name="recounts_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.side} at {self.due_at}"

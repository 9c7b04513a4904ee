"""Quick replies: texts that a user keeps, to begin messages with."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from market.accounts.models import User


class QuickReplyQuerySet(models.QuerySet["QuickReply"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(owner=user)


class QuickReply(models.Model):
    """A text of one user. {name} in it stands for the other side. Lower positions come first."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quick_replies")
    text = models.TextField()  # short: the action counts its characters
    position = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    objects = QuickReplyQuerySet.as_manager()

    class Meta:
        app_label = "messaging"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

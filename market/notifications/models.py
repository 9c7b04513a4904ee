"""What people are told: one row per person and event; its sentence is made when it is read, in her language."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from market.accounts.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User") -> Self:
        """Her own."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Those not seen yet."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """`kind` ("bid.withdrawn") names the registered sentence, `facts` fill it, `url` leads to where she can act."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"

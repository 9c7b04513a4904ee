"""Roles that staff take in an emergency.

EmergencyRight: active -> ended (by itself, by the holder or a lead) -> closed (a lead has reviewed it)
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from market.accounts.people.roles import Role
from market.core.base import clock

if TYPE_CHECKING:
    from market.accounts.models import User


class EmergencyRightQuerySet(models.QuerySet["EmergencyRight"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own; to leads and operators all."""
        return self if user.has_own_role(Role.LEAD, Role.OPERATOR) else self.filter(user=user)

    def to_close(self) -> Self:
        """Those that are over and that nobody has looked at."""
        return self.filter(ended_at__isnull=False, closed_at=None)


class EmergencyRight(models.Model):
    """A role that somebody of the staff took for a short time, since nobody who has it could be reached."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergency_rights")
    role = models.CharField(max_length=12, choices=Role)
    reason = models.TextField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    is_fine = models.BooleanField(null=True)
    word = models.TextField(blank=True)

    objects = EmergencyRightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_emergency_at_a_time"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, is_fine=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, is_fine__isnull=False, ended_at__isnull=False),
                name="closed_emergencies_say_by_whom",
            ),
            models.CheckConstraint(condition=~Q(closed_by=models.F("user")), name="nobody_closes_her_own_emergency"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("emergency", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more; its deadline may be processed late."""
        return self.ended_at is not None or self.ends_at <= clock.now()

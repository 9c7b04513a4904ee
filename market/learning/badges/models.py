"""Badges of passed exams."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from market.learning.sittings.models import Sitting
from market.training.badges.models import LIST_LENGTH
from market.training.models import Certificate

if TYPE_CHECKING:
    from market.accounts.models import User


class ExamBadgeQuerySet(models.QuerySet["ExamBadge"]):
    def of(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(sitting__user=user)

    def shown_by(self, user_id: int) -> Self:
        """Those that a profile links to, the newest last: they count, and tell no other name than the public one."""
        rows = self.valid().filter(sitting__user=user_id).select_related("sitting__exam").order_by("created_at")
        return rows.filter(Q(name="") | Q(name=F("sitting__user__display_name")))

    def with_exam(self) -> Self:
        """With what is written on them."""
        return self.select_related("sitting__exam__course__topic")

    def valid(self) -> Self:
        """Those that count: not taken back, of a paper that still is passed, of a person who is here and whose
        certificate, if there is one, was not revoked."""
        revoked = Certificate.objects.filter(state=Certificate.State.REVOKED, holder__isnull=False)
        rows = self.filter(revoked_at=None, sitting__is_passed=True, sitting__exam__released_at__isnull=False)
        return rows.filter(sitting__user__is_active=True).exclude(sitting__user__in=revoked.values("holder"))


class ExamBadge(models.Model):
    """A badge of a passed paper, public from its making on; `name` is empty unless its owner chose to show it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="badges")
    name = models.CharField(max_length=300, blank=True)
    salt = models.CharField(max_length=32)
    identity_hash = models.CharField(max_length=80)
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ExamBadgeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["list_number", "list_index"], name="one_exam_badge_per_place"),
            models.UniqueConstraint(fields=["sitting"], condition=Q(revoked_at=None), name="one_badge_of_a_paper"),
            models.CheckConstraint(condition=Q(list_index__lt=LIST_LENGTH), name="exam_badge_within_its_list"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """The page where anybody sees whether it counts."""
        return reverse("exam_badge", args=[self.pk])

"""Questions of trainees. ClassQuestion: open -> answered."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from market.training.classes.models import ClassSession

if TYPE_CHECKING:
    from market.accounts.models import User


class ClassQuestionQuerySet(models.QuerySet["ClassQuestion"]):
    def visible_to(self, user: "User") -> Self:
        """Those of classes that the user sees: a question is answered for all. Who asks, only trainers read."""
        return self.filter(session__in=ClassSession.objects.visible_to(user))

    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)


class ClassQuestion(models.Model):
    """A trainee's question about a class, also before it, and the one answer for all."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="class_questions")
    asked_at = models.DateTimeField()
    text = models.CharField(max_length=3000)
    changed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=6000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ClassQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(~Q(answer=""), answered_by__isnull=False, answered_at__isnull=False),
                name="answered_means_by_whom",
            )
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="open_class_questions")]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.asked_at}"

    def get_absolute_url(self) -> str:
        """The page of its class, where it stands."""
        return f"{self.session.get_absolute_url()}#question-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.answered_at is None

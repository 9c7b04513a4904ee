"""How far people are: from what they read and answered, never from a button that says so."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class LessonProgress(models.Model):
    """How far somebody is in a lesson, in whatever version."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_progress")
    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="+")
    lesson = models.SlugField(max_length=60)
    read_to = models.PositiveSmallIntegerField(default=0)  # so many blocks from the beginning
    read_at = models.DateTimeField(null=True, blank=True)  # when the end was reached
    checked_at = models.DateTimeField(null=True, blank=True)  # when every check was answered rightly
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="one_progress_of_a_lesson"),
        ]
        indexes = [models.Index(fields=["course", "lesson"], name="progress_in_a_lesson")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.lesson}"

    @property
    def is_done(self) -> bool:
        """Whether it was read to the end and its checks were answered."""
        return self.read_at is not None and self.checked_at is not None


class CheckAnswer(models.Model):
    """An answer to a question within a lesson. Never changed. The number is made on the device: sent twice is once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_answers")
    question = models.ForeignKey("learning.Question", models.PROTECT, related_name="answers")
    answer = models.JSONField()
    is_right = models.BooleanField()
    client_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "client_id"], condition=Q(client_id__isnull=False), name="a_check_answer_once"
            ),
        ]
        indexes = [models.Index(fields=["question", "is_right"], name="answers_to_a_check")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.question_id}"

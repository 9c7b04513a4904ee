"""Questions that people ask at a lesson, and the answers of others.

A question stays with its lesson over versions. What is hidden is read by who wrote it, and by trainers and officers.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from market.learning.courses.course_files import SLUG_LENGTH

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 500


def read_by(user: "User") -> Q:
    """A condition on texts: they are not hidden, or one's own; all for trainers and officers. That the user learns is
    asked elsewhere."""
    return Q() if user.has_role(user.Role.TRAINER, user.Role.OFFICER) else Q(hidden_at=None) | Q(written_by=user)


class LessonText(models.Model):
    """What somebody wrote at a lesson. The number is made on the device: sent twice is once."""

    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.CharField(max_length=6000)
    client_id = models.UUIDField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hidden_because = models.CharField(max_length=REASON_LENGTH * 3, blank=True)  # "": its writer took it back

    class Meta:
        abstract = True


class LessonQuestionQuerySet(models.QuerySet["LessonQuestion"]):
    def visible_to(self, user: "User") -> Self:
        """Those that the user reads."""
        return self.filter(read_by(user))

    def shown(self) -> Self:
        """Those that are not hidden."""
        return self.filter(hidden_at=None)

    def unanswered(self) -> Self:
        """Those that nobody but who asked has answered, but for hidden answers."""
        answers = LessonAnswer.objects.shown().filter(question=OuterRef("pk"))
        return self.filter(~Exists(answers.exclude(written_by=OuterRef("written_by"))))


class LessonQuestion(LessonText):
    """A question at a lesson."""

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="+")
    lesson = models.SlugField(max_length=SLUG_LENGTH)
    best = models.OneToOneField("learning.LessonAnswer", models.SET_NULL, null=True, blank=True, related_name="best_of")

    objects = LessonQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["written_by", "client_id"],
                condition=Q(client_id__isnull=False),
                name="a_lesson_question_once",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None) | Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="hidden_questions_say_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["course", "lesson"], name="questions_at_a_lesson")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its answers."""
        return reverse("lesson_question", args=[self.pk])


class LessonAnswerQuerySet(models.QuerySet["LessonAnswer"]):
    def visible_to(self, user: "User") -> Self:
        """Those that the user reads."""
        return self.filter(read_by(user))

    def shown(self) -> Self:
        """Those that are not hidden."""
        return self.filter(hidden_at=None)


class LessonAnswer(LessonText):
    """An answer to a question at a lesson."""

    question = models.ForeignKey(LessonQuestion, models.PROTECT, related_name="answers")

    objects = LessonAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["written_by", "client_id"],
                condition=Q(client_id__isnull=False),
                name="a_lesson_answer_once",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None) | Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="hidden_answers_say_by_whom",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        """Its place below its question."""
        return f"{reverse('lesson_question', args=[self.question_id])}#answer-{self.pk}"

"""The bank of questions of a course. A question that is changed is a new row; the old one is retired, never deleted."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 500


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: "User") -> Self:
        """Of the bank, with what is right: all for trainers and officers, nothing for others."""
        return self if user.has_role(user.Role.TRAINER, user.Role.OFFICER) else self.none()

    def in_use(self) -> Self:
        """Those that are asked."""
        return self.filter(retired_at=None)

    def checks(self) -> Self:
        """Those that lessons ask: everybody may read them. Those of exams nobody reads before their time."""
        return self.in_use().filter(use=Question.Use.CHECK)


class Question(models.Model):
    """A question: `body` holds what belongs to its kind, as in a course's file (docs/course-file.md)."""

    class Use(models.TextChoices):
        CHECK = "check", _("Within a lesson")
        EXAM = "exam", _("In exams")

    class Kind(models.TextChoices):
        SINGLE = "single", _("One choice")
        MULTIPLE = "multiple", _("Several choices")
        NUMBER = "number", _("A number")
        TEXT = "text", _("A short text")
        ORDER = "order", _("An order")
        MATCH = "match", _("Pairs")
        GAP = "gap", _("Gaps in a text")
        PICTURE = "picture", _("A place in a picture")
        FILE = "file", _("A file")

    class Difficulty(models.IntegerChoices):
        EASY = 1, pgettext_lazy("question", "Easy")
        MEDIUM = 2, pgettext_lazy("question", "Medium")
        HARD = 3, pgettext_lazy("question", "Hard")

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="questions")
    slug = models.SlugField(max_length=60)
    lesson = models.SlugField(max_length=60)  # of the course, in whatever version
    use = models.CharField(max_length=5, choices=Use)
    kind = models.CharField(max_length=8, choices=Kind)
    difficulty = models.PositiveSmallIntegerField(choices=Difficulty)
    text_en = models.TextField()
    text_bn = models.TextField()
    why_en = models.TextField()
    why_bn = models.TextField()
    body = models.JSONField(default=dict)
    number = models.PositiveSmallIntegerField(default=1)  # of its versions
    # None: it comes with the site.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_why = models.CharField(max_length=REASON_LENGTH, blank=True)  # "": a newer version of it is asked

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "slug"], condition=models.Q(retired_at=None), name="one_question_of_a_slug"
            ),
            models.UniqueConstraint(fields=["course", "slug", "number"], name="one_question_of_a_number"),
            models.CheckConstraint(condition=~models.Q(author=F("reviewer")), name="nobody_reviews_their_own_question"),
        ]
        indexes = [models.Index(fields=["course", "lesson"], name="questions_of_a_lesson")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Its page in the bank."""
        return reverse("bank_question", args=[self.pk])

    @property
    def text(self) -> str:
        """In the language that is active now."""
        return self.text_bn if translation.get_language() == "bn" else self.text_en

    @property
    def why(self) -> str:
        """Why the right answer is right, in the language that is active now."""
        return self.why_bn if translation.get_language() == "bn" else self.why_en

"""Check questions of recordings, and what trainees answered.

CheckSet: replaced while nobody has answered; from then on it stays, and a new one counts instead of it.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from market.training.enrolments.models import Enrolment
from market.training.recordings.models import Recording

if TYPE_CHECKING:
    from market.accounts.models import User


class CheckSetQuerySet(models.QuerySet["CheckSet"]):
    def visible_to(self, user: "User") -> Self:
        """Those of classes that the user sees as an officer or a trainer: trainees see no more than they are asked."""
        if not user.has_role(user.Role.OFFICER, user.Role.TRAINER):
            return self.none()
        return self.filter(recording__in=Recording.objects.visible_to(user))


class CheckSet(models.Model):
    """The check questions of a recording: the newest set of a class counts. Who answers them makes the class up."""

    recording = models.ForeignKey("training.Recording", models.CASCADE, related_name="check_sets")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    # Since when the recording has had questions, and until when the class is made up by them.
    since = models.DateTimeField()
    until = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)  # None: that is over

    objects = CheckSetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="check_sets_to_remind")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.recording_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        """The page on which trainers write it."""
        return reverse("write_checks", args=[self.recording_id])


class CheckQuestion(models.Model):
    """One of three questions, in one language or in both. The first of its choices is the right one."""

    check_set = models.ForeignKey(CheckSet, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text_bn = models.CharField(max_length=900, blank=True)
    text_en = models.CharField(max_length=900, blank=True)
    choices_bn = ArrayField(models.CharField(max_length=480), default=list, blank=True)
    choices_en = ArrayField(models.CharField(max_length=480), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_set", "position"], name="one_check_question_of_a_position"),
            models.CheckConstraint(condition=~Q(text_bn="", text_en=""), name="a_check_question_has_a_text"),
        ]
        ordering = ["check_set", "position"]

    def __str__(self) -> str:
        return f"{self.check_set_id}: {self.position}"

    @property
    def _is_bangla(self) -> bool:
        return bool(self.text_bn) and (translation.get_language() == "bn" or not self.text_en)

    @property
    def text(self) -> str:
        """The question, in the active language if it has that."""
        return self.text_bn if self._is_bangla else self.text_en

    @property
    def choices(self) -> list[str]:
        """Its choices in the same language, the right one first."""
        return self.choices_bn if self._is_bangla else self.choices_en


class CheckTry(models.Model):
    """A trainee's answers to a set. Never changed, never deleted."""

    check_set = models.ForeignKey(CheckSet, models.PROTECT, related_name="tries")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="check_tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    # By the position of the question: which of its choices was taken, and which questions were answered wrongly.
    answers = ArrayField(models.PositiveSmallIntegerField())
    wrong = ArrayField(models.PositiveSmallIntegerField(), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_set", "enrolment", "number"], name="one_check_try_of_a_number"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.check_set_id}: {self.enrolment_id} {self.number}"

    @property
    def is_right(self) -> bool:
        """Whether every answer was right."""
        return not self.wrong

"""What people decide about answers: marks of files and texts, second marks, and remarks. Only added, never changed."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from market.learning.exams.models import REASON_LENGTH, Exam

if TYPE_CHECKING:
    from market.accounts.models import User


class SittingMark(models.Model):
    """What a person says an answer is worth, as a share of 0 to 1, before what the site marks. Of each stage the last
    one counts: that of a remark, else the third one, else the mean of the first and the second (`share_by_stages`)."""

    class Stage(models.TextChoices):
        FIRST = "first", pgettext_lazy("a mark", "First")
        SECOND = "second", pgettext_lazy("a mark", "Second")
        THIRD = "third", pgettext_lazy("a mark", "Third, which decides")
        REMARK = "remark", pgettext_lazy("a mark", "After a remark")

    sitting = models.ForeignKey("learning.Sitting", models.CASCADE, related_name="marks")
    question = models.ForeignKey("learning.Question", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.FIRST)
    share = models.DecimalField(max_digits=4, decimal_places=3)
    points = models.JSONField(default=list)  # by criterion, of a question with a rubric
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="a_mark_is_a_share"),
        ]
        indexes = [models.Index(fields=["sitting", "question"], name="marks_of_a_sitting")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.question_id}"


class AnswerFile(models.Model):
    """A file that an answer names, so that it is kept, and can be read by who marks the answer."""

    answer = models.ForeignKey("learning.SittingAnswer", models.CASCADE, related_name="files")
    upload = models.ForeignKey("files.Upload", models.PROTECT, related_name="exam_answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "upload"], name="a_file_of_an_answer_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.upload_id}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def run_by(self, user: "User") -> Self:
        """Those of exams that the user runs; never the user's own."""
        return self.filter(sitting__exam__in=Exam.objects.run_by(user)).exclude(sitting__user=user)

    def waiting(self) -> Self:
        """Those that nobody decided."""
        return self.filter(decided_at=None)


class Remark(models.Model):
    """Somebody asks to look at the mark of an answer again; another person than its marker decides."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", pgettext_lazy("a mark", "Changed")
        STANDS = "stands", pgettext_lazy("a mark", "Stays as it is")

    sitting = models.ForeignKey("learning.Sitting", models.CASCADE, related_name="remarks")
    question = models.ForeignKey("learning.Question", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_LENGTH)
    requested_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "question"], name="one_remark_of_an_answer"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | ~Q(outcome="") & ~Q(decided_at=None),
                name="decided_remarks_say_how",
            ),
        ]
        indexes = [models.Index(fields=["requested_at"], condition=Q(decided_at=None), name="remarks_that_wait")]
        ordering = ["requested_at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.question_id}"

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("decide_remark", args=[self.pk])

"""Changes of the bank that wait for a second person.

QuestionSet: submitted -> accepted, returned or withdrawn. Its `changes` are a list: of each question the `id`, the
number of its version when the change was made (`was`, 0: there was none), and either the `row` as it is to be asked (in
the form of docs/course-file.md) or None with `why` it is to be asked no more.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.learning.courses.models import ANSWER_LENGTH

if TYPE_CHECKING:
    from market.accounts.models import User


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    def visible_to(self, user: "User") -> Self:
        """All for trainers and officers, nothing for others."""
        return self if user.has_role(user.Role.TRAINER, user.Role.OFFICER) else self.none()

    def waiting(self) -> Self:
        """Those that nobody decided on."""
        return self.filter(state=QuestionSet.State.SUBMITTED)


class QuestionSet(models.Model):
    """Questions that one submitted, new or changed or to be retired, for another one to bring into use."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waits for a second person")
        ACCEPTED = "accepted", pgettext_lazy("set of questions", "In use")
        RETURNED = "returned", pgettext_lazy("version of a course", "Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="question_sets")
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)  # "": it was changed in the page
    changes = models.JSONField(default=list)  # nobody reads those of exams
    answer = models.CharField(max_length=ANSWER_LENGTH, blank=True)  # why it was sent back
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="submitted", decided_at=None) | ~Q(state="submitted") & Q(decided_at__isnull=False),
                name="decided_sets_say_when",
            ),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="nobody_reviews_their_own_questions"),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        """The page where it is reviewed."""
        return reverse("question_set", args=[self.pk])

    @property
    def only_new(self) -> dict[str, Any] | None:
        """The row of its question, where it holds one alone that is wholly new."""
        first: dict[str, Any] = self.changes[0]
        return first["row"] if len(self.changes) == 1 and not first["was"] else None

"""Problems of a batch, for its face-to-face classes. ClassProblem: open -> settled, and open again if that was wrong.

Questions, weak answers and assessments that ask for changes come onto the list by themselves: they have a row here only
once they are settled.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from market.training.classes.models import ClassSession

if TYPE_CHECKING:
    from market.accounts.models import User


NO_SOURCE: dict[str, None] = {"question": None, "check_question": None, "assessment": None}


def _of(source: str) -> Q:
    others = {name: None for name in NO_SOURCE if name != source}
    return Q(**others, **{f"{source}__isnull": False}, added_by=None)


class ClassProblemQuerySet(models.QuerySet["ClassProblem"]):
    def visible_to(self, user: "User") -> Self:
        """Those of batches whose classes the user sees. Who added one, only trainers and officers read."""
        return self.filter(batch__in=ClassSession.objects.visible_to(user).values("batch"))

    def open(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_at=None)


class ClassProblem(models.Model):
    """Something to go over with a batch, and what was decided about it."""

    class Kind(models.TextChoices):
        TRAINEE = "trainee", pgettext_lazy("a problem", "Added by a trainee")
        TRAINER = "trainer", pgettext_lazy("a problem", "Added by the trainer")
        QUESTION = "question", pgettext_lazy("a problem", "A question about a class")
        CHECK = "check", pgettext_lazy("a problem", "Many wrong answers")
        PROJECT = "project", pgettext_lazy("a problem", "A project to be submitted again")

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="problems")
    kind = models.CharField(max_length=8, choices=Kind)
    question = models.OneToOneField(
        "training.ClassQuestion", models.CASCADE, null=True, blank=True, related_name="problem"
    )
    check_question = models.OneToOneField(
        "training.CheckQuestion", models.PROTECT, null=True, blank=True, related_name="problem"
    )
    assessment = models.OneToOneField(
        "training.Assessment", models.PROTECT, null=True, blank=True, related_name="problem"
    )
    text = models.CharField(max_length=1500, blank=True)  # of what was added by hand
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="class_problems"
    )
    added_at = models.DateTimeField()
    # Where, by whom and when it was settled, and what was decided.
    session = models.ForeignKey(
        "training.ClassSession", models.PROTECT, null=True, blank=True, related_name="settled_problems"
    )
    decision = models.CharField(max_length=3000, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ClassProblemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None, decision="", settled_by=None, settled_at=None)
                | Q(~Q(decision=""), session__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="a_settled_problem_says_how",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["trainee", "trainer"], **NO_SOURCE, added_by__isnull=False)
                | Q(_of("question"), kind="question")
                | Q(_of("check_question"), kind="check")
                | Q(_of("assessment"), kind="project"),
                name="a_problem_has_one_source",
            ),
        ]
        indexes = [models.Index(fields=["batch"], condition=Q(settled_at=None), name="open_class_problems")]
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kind}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.settled_at is None

"""Criteria of each topic, and what assessors gave. Assessments are never changed; only their texts can be erased."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from market.training.briefs.models import in_language
from market.training.projects.models import Project

if TYPE_CHECKING:
    from market.accounts.models import User


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def current(self) -> Self:
        """Those by which projects are assessed now."""
        return self.filter(retired_at=None)


class Criterion(models.Model):
    """A criterion of a topic's rubric: how many points it gives at most, and what each level looks like.

    Never changed: a rubric that is changed has new criteria, and assessments keep those that they were made by.
    """

    topic = models.ForeignKey("training.Topic", models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300)
    points = models.PositiveSmallIntegerField()
    strong_en = models.CharField(max_length=1000)
    strong_bn = models.CharField(max_length=1000)
    fair_en = models.CharField(max_length=1000)
    fair_bn = models.CharField(max_length=1000)
    weak_en = models.CharField(max_length=1000)
    weak_bn = models.CharField(max_length=1000)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)  # None: every site starts with it
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"], condition=Q(retired_at=None), name="one_criterion_of_a_position"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="a_criterion_gives_points"),
        ]
        ordering = ["topic", "position"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return in_language(self, "name")

    @property
    def strong(self) -> str:
        """What strong work looks like."""
        return in_language(self, "strong")

    @property
    def fair(self) -> str:
        """What work looks like that is sufficient."""
        return in_language(self, "fair")

    @property
    def weak(self) -> str:
        """What work looks like that is not sufficient."""
        return in_language(self, "weak")


class Result(models.TextChoices):
    """What an assessor says."""

    RESUBMISSION = "resubmission", pgettext_lazy("a project", "To be submitted again")
    PASSED = "passed", pgettext_lazy("a project", "Passed")
    HONOURS = "honours", pgettext_lazy("a project", "Passed with honours")
    NOT_PASSED = "not_passed", pgettext_lazy("a project", "Not passed")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User") -> Self:
        """Those of projects that the user sees, once they count: a second assessor sees nothing of the first one's, and
        a trainee nothing before it is decided. Each sees their own.
        """
        now = Q(round=F("project__round"))
        is_staff = user.has_role(user.Role.OFFICER, user.Role.TRAINER)
        hidden = [Project.Awaits.SECOND] if is_staff else [Project.Awaits.SECOND, Project.Awaits.DECISION]
        seen = self.filter(project__in=Project.objects.visible_to(user))
        return seen.filter(Q(assessor=user) | ~(now & Q(project__awaits__in=hidden)))


class Assessment(models.Model):
    """What one assessor gave for what was submitted in a round."""

    class Part(models.TextChoices):
        FIRST = "first", pgettext_lazy("an assessment", "First")
        SECOND = "second", pgettext_lazy("an assessment", "Second")
        DECISION = "decision", pgettext_lazy("an assessment", "Decision")
        AGAIN = "again", pgettext_lazy("an assessment", "New assessment")

    project = models.ForeignKey(Project, models.PROTECT, related_name="assessments")
    round = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=8, choices=Part)
    version = models.ForeignKey("training.ProjectVersion", models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(null=True)  # None for a decision between two others
    result = models.CharField(max_length=12, choices=Result)
    text = models.CharField(max_length=6000, blank=True)  # for the trainee
    note = models.CharField(max_length=6000, blank=True)  # for trainers and officers only

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "round", "part"], name="one_assessment_of_a_part"),
            models.CheckConstraint(
                condition=Q(part="decision", percent=None) | ~Q(part="decision") & Q(percent__lte=100),
                name="assessments_have_points",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.part} {self.result}"


class AssessmentPoints(models.Model):
    """The points of one criterion, with how many it gave at most then."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="points")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="points_of_a_criterion_once"),
            models.CheckConstraint(condition=Q(points__lte=F("most")), name="points_within_the_most"),
        ]
        ordering = ["assessment", "criterion__position"]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.points}"

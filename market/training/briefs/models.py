"""Briefs for projects, by topic. Brief: active <-> retired."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext_lazy

from market.training.plans.models import BatchTrainer

if TYPE_CHECKING:
    from market.accounts.models import User


def in_language(row: models.Model, stem: str) -> str:
    """A text of a row in the active language, or in the other where that is empty."""
    first, second = ("bn", "en") if translation.get_language() == "bn" else ("en", "bn")
    return str(getattr(row, f"{stem}_{first}") or getattr(row, f"{stem}_{second}"))


class BriefQuerySet(models.QuerySet["Brief"]):
    def active(self) -> Self:
        """Those that can be chosen."""
        return self.filter(state=Brief.State.ACTIVE)

    def visible_to(self, user: "User") -> Self:
        """All for officers and trainers; for trainees the active ones of their topic, and their own project's."""
        if user.has_role(user.Role.OFFICER, user.Role.TRAINER):
            return self
        places = user.enrolments.filter(state__in=["accepted", "completed"])
        own = Q(projects__enrolment__in=places.values("pk"))
        return self.filter(Q(state=Brief.State.ACTIVE, topic__in=places.values("batch__topic")) | own).distinct()

    def kept_by(self, user: "User") -> Self:
        """Those that the user may change: all for officers, those of topics that they teach for trainers."""
        if user.has_own_role(user.Role.OFFICER):
            return self
        return self.filter(topic__in=taught_topics(user)) if user.has_own_role(user.Role.TRAINER) else self.none()


def taught_topics(trainer: "User") -> list[int]:
    """The ids of topics of batches that the trainer leads or teaches."""
    teaching = BatchTrainer.objects.filter(trainer=trainer, removed_at=None).values_list("batch__topic", flat=True)
    return [*teaching, *trainer.batches.values_list("topic", flat=True)]


class Brief(models.Model):
    """A task that a trainee can choose as a project: who wants what, what is handed in, what good work looks like."""

    class Level(models.TextChoices):
        EASY = "easy", pgettext_lazy("a brief", "Easy")
        MEDIUM = "medium", pgettext_lazy("a brief", "Medium")
        HARD = "hard", pgettext_lazy("a brief", "Hard")

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("a brief", "Can be chosen")
        RETIRED = "retired", pgettext_lazy("a brief", "Retired")

    topic = models.ForeignKey("training.Topic", models.PROTECT, related_name="briefs")
    key = models.SlugField(max_length=60, null=True, unique=True)  # of those that every site starts with
    title_en = models.CharField(max_length=480)
    title_bn = models.CharField(max_length=480)
    text_en = models.CharField(max_length=6000)
    text_bn = models.CharField(max_length=6000)
    deliverables_en = models.CharField(max_length=3000)
    deliverables_bn = models.CharField(max_length=3000)
    quality_en = models.CharField(max_length=3000, blank=True)  # what good work looks like
    quality_bn = models.CharField(max_length=3000, blank=True)
    hours = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    state = models.CharField(max_length=7, choices=State, default=State.ACTIVE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "hours", "pk"]

    def __str__(self) -> str:
        return self.title_en

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("brief", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_language(self, "title")

    @property
    def text(self) -> str:
        """Who wants what, in the active language."""
        return in_language(self, "text")

    @property
    def deliverables(self) -> str:
        """What is to be delivered, in the active language."""
        return in_language(self, "deliverables")

    @property
    def quality(self) -> str:
        """What good work looks like, in the active language."""
        return in_language(self, "quality")

"""Courses in versions, with their modules and lessons.

A version that is published never changes: who corrects a course makes the next version. Everybody reads the newest one;
a batch that runs keeps the version it began with until somebody moves it knowingly.

CourseVersion: submitted -> published, or returned -> submitted again.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.learning.courses.course_files import SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH

if TYPE_CHECKING:
    from market.accounts.models import User

ANSWER_LENGTH = 500


class Titled(models.Model):
    """A row with a title in both languages."""

    title_en = models.CharField(max_length=TITLE_LENGTH)
    title_bn = models.CharField(max_length=TITLE_LENGTH)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language that is active now."""
        return self.title_bn if translation.get_language() == "bn" else self.title_en


class Course(models.Model):
    """What is taught about a topic, or to all (no topic). Its texts stand in its versions."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    topic = models.OneToOneField("training.Topic", models.PROTECT, null=True, blank=True, related_name="course")

    class Meta:
        ordering = [F("topic__position").asc(nulls_first=True), "pk"]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The page with its outline."""
        return reverse("course", args=[self.slug])


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    def visible_to(self, user: "User") -> Self:
        """All for trainers and officers; what is published for others."""
        if user.has_role(user.Role.TRAINER, user.Role.OFFICER):
            return self
        return self.filter(state=CourseVersion.State.PUBLISHED)

    def current(self) -> Self:
        """Of each course the published version that everybody reads: the newest one."""
        newest = CourseVersion.objects.filter(course=OuterRef("course"), state=CourseVersion.State.PUBLISHED)
        return self.filter(pk=Subquery(newest.order_by("-number").values("pk")[:1]))


class CourseVersion(Titled):
    """A course as it was written at one time."""

    class State(models.TextChoices):
        RETURNED = "returned", pgettext_lazy("version of a course", "Sent back")
        SUBMITTED = "submitted", _("Waits for a second person")
        PUBLISHED = "published", pgettext_lazy("version of a course", "Published")

    course = models.ForeignKey(Course, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    summary_en = models.CharField(max_length=SUMMARY_LENGTH)
    summary_bn = models.CharField(max_length=SUMMARY_LENGTH)
    # None: it comes with the site; `digest` is then that of its files.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    questions = models.JSONField(default=list)  # as they come into use with the version; nobody reads those of exams
    answer = models.CharField(max_length=ANSWER_LENGTH, blank=True)  # why it was sent back
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_course_version_of_a_number"),
            models.UniqueConstraint(fields=["course"], condition=Q(state="submitted"), name="one_version_that_waits"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at=None),
                name="published_versions_say_when",
            ),
            models.CheckConstraint(condition=~Q(written_by=F("reviewed_by")), name="nobody_reviews_their_own_version"),
        ]
        ordering = ["course", "number"]

    def get_absolute_url(self) -> str:
        """The page where it is reviewed."""
        return reverse("course_version", args=[self.pk])

    @property
    def summary(self) -> str:
        """In the language that is active now."""
        return self.summary_bn if translation.get_language() == "bn" else self.summary_en


class Module(Titled):
    """A part of a version, of some lessons."""

    version = models.ForeignKey(CourseVersion, models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="one_module_at_a_position")]
        ordering = ["version", "position"]


class Lesson(Titled):
    """A lesson: its blocks are described in `courses.blocks`. Its slug stays the same over versions."""

    version = models.ForeignKey(CourseVersion, models.CASCADE, related_name="lessons")
    module = models.ForeignKey(Module, models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=SLUG_LENGTH)
    position = models.PositiveSmallIntegerField()  # in the version
    blocks = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)  # in bytes: the text, and the pictures that it shows

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "slug"], name="one_lesson_of_a_slug"),
            models.UniqueConstraint(fields=["version", "position"], name="one_lesson_at_a_position"),
        ]
        ordering = ["version", "position"]


class Picture(models.Model):
    """A picture of a course. The name in its address is the digest of its content, which nobody can guess."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="pictures")
    digest = models.CharField(max_length=64)
    content_type = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "digest"], name="a_picture_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest


class BatchVersion(models.Model):
    """That a batch that runs keeps a version, though a newer one is published. Gone once somebody moves the batch."""

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="course_versions")
    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="batches")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "course"], name="one_version_of_a_batch")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.version_id}"

"""Drafts of courses: what one trainer or officer is writing, before it is submitted as a version.

A draft holds a course as its files do (docs/course-file.md), so that whatever was typed can be stored, with faults too.
Each row has an edition: who saves says which one they saw, so that nothing is overwritten that they did not see.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation

from market.learning.courses.course_files import SLUG_LENGTH

if TYPE_CHECKING:
    from market.accounts.models import User


class Edited(models.Model):
    """A row that is saved again and again; `faults` is how many things in it were to be mended when it was saved."""

    edition = models.PositiveIntegerField(default=1)
    faults = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True


class CourseDraftQuerySet(models.QuerySet["CourseDraft"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own, while they write courses: nobody reads what another one has not submitted."""
        return self.filter(written_by=user) if user.has_role(user.Role.TRAINER, user.Role.OFFICER) else self.none()


class CourseDraft(Edited):
    """A course that somebody writes: its titles, summary and modules are `outline`, a CourseOutline of `outlines`."""

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="drafts")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outline = models.JSONField(default=dict)
    begun_on = models.PositiveSmallIntegerField(default=0)  # the newest published version at that time; 0: none
    begun_at = models.DateTimeField()

    objects = CourseDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "written_by"], name="one_draft_of_a_writer")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.written_by_id}"

    def get_absolute_url(self) -> str:
        """The page where its outline is written."""
        return reverse("course_draft", args=[self.course.slug])

    @property
    def title(self) -> str:
        """In the language that is active now, or in the other one."""
        title = self.outline["title"]
        return str(title["bn" if translation.get_language() == "bn" else "en"] or title["en"] or title["bn"])


class DraftLesson(Edited):
    """A lesson of a draft as Markdown. Where it stands in the course, the draft's outline says."""

    draft = models.ForeignKey(CourseDraft, models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=SLUG_LENGTH)
    text_en = models.TextField(blank=True)
    text_bn = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "slug"], name="one_draft_of_a_lesson")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language that is active now, or in the other one; its slug without one."""
        titles = [title_in(self.text_en), title_in(self.text_bn)]
        if translation.get_language() == "bn":
            titles.reverse()
        return titles[0] or titles[1] or self.slug

    @property
    def to_mend(self) -> int:
        """How many things in its text and in its questions are to be mended."""
        return self.faults + sum(each.faults for each in self.questions.all())


class DraftQuestion(Edited):
    """A question of a lesson as TOML, without the lesson's slug."""

    lesson = models.ForeignKey(DraftLesson, models.CASCADE, related_name="questions")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.pk}"


def title_in(text: str) -> str:
    """The title at the beginning of a lesson's Markdown; "" without one."""
    first = text.lstrip().partition("\n")[0]
    return first.removeprefix("# ").strip() if first.startswith("# ") else ""

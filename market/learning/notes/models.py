"""What somebody keeps for themselves at a lesson: a note, and a bookmark."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from market.learning.courses.course_files import SLUG_LENGTH

if TYPE_CHECKING:
    from market.accounts.models import User


class LessonNoteQuerySet(models.QuerySet["LessonNote"]):
    def visible_to(self, user: "User") -> Self:
        """One's own."""
        return self.filter(user=user)

    def kept(self) -> Self:
        """Those that hold something: a text or a bookmark."""
        return self.exclude(text="", other_text="", bookmarked_at=None)


class LessonNote(models.Model):
    """A user's note at a lesson, in whatever version, and whether they marked the lesson.

    Two devices may write without knowing of each other: then `text` is what was written later, and `other_text` the
    rest, until the user says that it is not needed. `revision` rises with each change.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_notes")
    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="+")
    lesson = models.SlugField(max_length=SLUG_LENGTH)
    text = models.TextField(blank=True)
    other_text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)
    bookmarked_at = models.DateTimeField(null=True, blank=True)

    objects = LessonNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="one_note_at_a_lesson"),
            models.CheckConstraint(condition=Q(other_text="") | Q(revision__gt=0), name="two_texts_were_written"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.lesson}"

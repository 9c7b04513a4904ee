"""Phrases known from scams."""

from typing import Self

from django.conf import settings
from django.db import models

PERSON = settings.AUTH_USER_MODEL


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def in_use(self) -> Self:
        """Phrases that staff did not remove."""
        return self.filter(removed_at=None)


class Phrase(models.Model):
    """Words known from scams. Staff add and remove them; matches are only flagged.

    A removed phrase stays as a row, so that no later version of the shipped list brings it back.
    """

    words = models.CharField(max_length=400, unique=True)
    added_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: shipped with the site
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

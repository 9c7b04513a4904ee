"""The searchable words of lessons."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from market.learning.models import Lesson


class LessonDocument(models.Model):
    """The lexemes of a lesson's title and text, in both languages."""

    lesson = models.OneToOneField(Lesson, models.CASCADE, primary_key=True, related_name="document")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="lesson_words")]

    def __str__(self) -> str:
        return f"lesson {self.lesson_id}"

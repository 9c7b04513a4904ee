"""What trainers add to a class: material, and tasks."""

from django.db import models

from market.files.models import Upload
from market.training.classes.models import AddedToClass


class ClassMaterial(AddedToClass):
    """Something to read, to look at or to take along: a text, files, a link."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="materials")
    title = models.CharField(max_length=480)
    text = models.CharField(max_length=6000, blank=True)
    link = models.URLField(max_length=500, blank=True)
    files = models.ManyToManyField(Upload, related_name="class_materials", blank=True)


class ClassTask(AddedToClass):
    """What trainees do until when; without an instant, at their own pace."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=6000)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta(AddedToClass.Meta):
        indexes = [models.Index(fields=["due_at"])]

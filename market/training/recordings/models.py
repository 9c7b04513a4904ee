"""Recordings of classes."""

from django.db import models
from django.db.models import Q

from market.files.models import Upload
from market.training.classes.models import AddedToClass


class Recording(AddedToClass):
    """A recording: a file here, or a link to an allowed host, with what it takes of data and time."""

    session = models.ForeignKey("training.ClassSession", models.PROTECT, related_name="recordings")
    title = models.CharField(max_length=480)
    file = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="class_recordings")
    link = models.URLField(max_length=500, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    minutes = models.PositiveSmallIntegerField()

    class Meta(AddedToClass.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | Q(Q(file=None), ~Q(link="")), name="recording_is_one_thing"
            ),
            models.CheckConstraint(condition=Q(size__gt=0, minutes__gt=0), name="recording_has_a_length"),
        ]

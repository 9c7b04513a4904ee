"""Holidays that an operator has entered: those that have no fixed date."""

from django.conf import settings
from django.db import models


class Holiday(models.Model):
    """A day on which banks are closed, and why, in both languages."""

    day = models.DateField(unique=True)
    name_en = models.CharField(max_length=100)
    name_bn = models.CharField(max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)

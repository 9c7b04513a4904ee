"""Periods of the calendar that officers keep: holidays that follow the moon or a decree, and Ramadan."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class CalendarPeriod(models.Model):
    """From one day to another, both included: no class is planned on a holiday; in Ramadan classes have other hours."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        RAMADAN = "ramadan", _("Ramadan")

    kind = models.CharField(max_length=7, choices=Kind)
    first_day = models.DateField()
    last_day = models.DateField()
    name_en = models.CharField(max_length=100)
    name_bn = models.CharField(max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_ends_after_start"),
            models.UniqueConstraint(fields=["kind", "first_day"], name="one_period_of_a_kind_begins_on_a_day"),
        ]
        ordering = ["first_day"]

    def __str__(self) -> str:
        return f"{self.first_day}: {self.kind}"

    @property
    def name(self) -> str:
        """The name in the language that is active now."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en

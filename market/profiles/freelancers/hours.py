"""A freelancer's weekly hours and absence, by the clock of their account."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import translation

from market.core.base import clock
from market.core.base.time_zones import HOME_ZONE, place_of
from market.core.text import formats

MAX_WEEKLY_HOURS = 80
NOTE_LENGTH = 300
ANNOUNCE_BEFORE = timedelta(days=14)


def same_days_or_neither() -> Q:
    """The check constraint of an absence: both days or none, in order."""
    both = Q(away_from__isnull=False, away_until__isnull=False, away_until__gte=models.F("away_from"))
    return both | Q(away_from__isnull=True, away_until__isnull=True)


class Hours(models.Model):
    """The columns of a profile about working hours. Days are in the user's time zone, both included."""

    user: Any  # of the profile
    weekly_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEEKLY_HOURS)]
    )
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    away_note = models.CharField(max_length=1500, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def time_zone(self) -> str:
        """The name of the user's time zone."""
        zone: str = self.user.zone
        return zone

    @property
    def local_time(self) -> datetime:
        """Now by the user's clock."""
        return clock.now().astimezone(ZoneInfo(self.time_zone))

    @property
    def shown_zone(self) -> str:
        """The time zone that others see: one that the user chose, as a guess would tell where they are."""
        return HOME_ZONE if self.user.zone_is_guessed else self.time_zone

    @property
    def is_away(self) -> bool:
        """Whether the freelancer is away today: nobody can invite them, offer them work or order from them."""
        return bool(self.away_from and self.away_until and self.away_from <= self.local_time.date() <= self.away_until)

    @property
    def coming_absence(self) -> date | None:
        """The first day of an absence that has not begun; None if none is planned."""
        return self.away_from if self.away_from and self.away_from > self.local_time.date() else None

    @property
    def local_time_text(self) -> str:
        """The local time of day, in the reader's language with Latin digits."""
        now = clock.now().astimezone(ZoneInfo(self.shown_zone))
        date_and_time = formats.format_when(now, translation.get_language() or "en", bangla_digits=False)
        return date_and_time.rpartition(", ")[2]

    @property
    def time_zone_city(self) -> str:
        """The city of the time zone."""
        return place_of(self.shown_zone)

    @property
    def is_absence_announced(self) -> bool:
        """Whether clients see an absence: it is now, or begins within ANNOUNCE_BEFORE."""
        planned = self.coming_absence
        return self.is_away or (planned is not None and planned - self.local_time.date() <= ANNOUNCE_BEFORE)

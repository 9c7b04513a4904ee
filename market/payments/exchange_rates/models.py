"""Rates by which amounts in dollars are estimated in taka. No payment uses one: the provider converts by its own."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from market.core.base import clock

PRACTICE_SOURCE = "an example of this test site · পরীক্ষার সাইটের উদাহরণ"  # as it is stored


def shown_source(source: str) -> str:
    """Who published a rate, as its reader is told."""
    return gettext("an example of this test site") if source == PRACTICE_SOURCE else source


class ExchangeRate(models.Model):
    """Taka for a dollar on a day, and who published it."""

    day = models.DateField(unique=True)
    taka_per_dollar = models.DecimalField(max_digits=10, decimal_places=4)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(taka_per_dollar__gt=0), name="exchange_rate_above_zero")]

    def __str__(self) -> str:
        return str(self.day)

    @property
    def shown_source(self) -> str:
        """Who published it, as its reader is told."""
        return shown_source(self.source)

    @property
    def is_old(self) -> bool:
        """Whether the rate is older than pages may show without saying so."""
        today: date = clock.local(clock.now()).date()
        return self.day < today - timedelta(days=settings.LIFECYCLE.exchange_rate_days)

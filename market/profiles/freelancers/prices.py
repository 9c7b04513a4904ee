"""The price from which a freelancer works: the rate that they give, else the cheapest of their services.

The database derives it, so it never differs from what it is made of. Lists, search and open web read it alone.
"""

from django.db import models
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from market.core.base.money import Money


class HasPrice(models.Model):
    """The columns of it. `rate_*` is the freelancer's own; `service_price_*` is written by the services app."""

    rate_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rate_currency = models.CharField(max_length=3, default="USD")
    service_price_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    service_price_currency = models.CharField(max_length=3, default="USD", db_default="USD")
    price_amount = models.GeneratedField(
        expression=Coalesce(F("rate_amount"), F("service_price_amount")),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
        null=True,
    )
    price_currency = models.GeneratedField(
        expression=Case(When(rate_amount__isnull=True, then=F("service_price_currency")), default=F("rate_currency")),
        output_field=models.CharField(max_length=3),
        db_persist=True,
    )

    class Meta:
        abstract = True

    @property
    def rate_from(self) -> Money | None:
        """The lowest amount of an order, if the freelancer gives one."""
        return None if self.rate_amount is None else Money(self.rate_amount, self.rate_currency)

    @property
    def price_from(self) -> Money | None:
        """The price from which they work, as the row was read; None without a rate and without a service."""
        return None if self.price_amount is None else Money(self.price_amount, self.price_currency)
